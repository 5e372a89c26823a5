#pragma once

#include "desk/snapshot.h"
#include "ui/safety/phrase_dialog.h"

#include <vector>

namespace tapedeck {

/// Limits that would allow more: a person types that he means it.
class LoosenDialog : public PhraseDialog
{
    Q_OBJECT

public:
    explicit LoosenDialog(const std::vector<LimitMove>& moves, QWidget* parent = nullptr);
};

} // namespace tapedeck
