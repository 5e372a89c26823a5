#pragma once

#include "ui/safety/phrase_dialog.h"

namespace tapedeck {

/// Releases the kill switch.
class ReleaseDialog : public PhraseDialog
{
    Q_OBJECT

public:
    explicit ReleaseDialog(QWidget* parent = nullptr);
};

} // namespace tapedeck
