#pragma once

#include "ui/safety/phrase_dialog.h"

#include <QProgressDialog>

#include <memory>
#include <vector>

namespace tapedeck {

/// What has to be so before real money may be traded, what was found, and, where all of it is so,
/// the phrase that unlocks it.
class LiveDialog : public PhraseDialog
{
    Q_OBJECT

public:
    struct Row
    {
        bool met = false;
        QString wanted;
        QString found;
    };
    /// `wasLive`: unlocked before; leaving it locked starts it for exits alone.
    LiveDialog(const std::vector<Row>& rows,
               const QString& phrase,
               bool wasLive,
               QWidget* parent = nullptr);
};

/// Shown while it is found out what a LiveDialog tells. Canceled: it stays locked, as there.
[[nodiscard]] std::unique_ptr<QProgressDialog> makeLiveWaiting(bool wasLive);

} // namespace tapedeck
