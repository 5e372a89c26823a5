#include "ui/settings/loosen_dialog.h"

#include "desk/snapshot.h"
#include "ui/kit/labels.h"
#include "ui/text/words.h"

#include <QLabel>

namespace tapedeck {

LoosenDialog::LoosenDialog(const std::vector<LimitMove>& moves, QWidget* parent)
    : PhraseDialog{{tr("Limits that allow more"),
                    tr("Allow more than now?"),
                    tr("These limits let pass what is denied today. They count from the next "
                       "trading day on, not before. To confirm, type the phrase:"),
                    text::fromText(std::string{kLoosenPhrase}),
                    tr("Keep the limits"),
                    tr("Allow from the next day")},
                   parent}
{
    setObjectName(QStringLiteral("loosen"));
    QStringList lines;
    for (const LimitMove& move : moves) {
        if (move.looser)
            lines.push_back(tr("%1: %2 → %3")
                                .arg(text::fromText(move.key),
                                     text::fromText(move.before),
                                     text::fromText(move.after)));
    }
    QLabel* list = makeParagraph(lines.join('\n'), "error", this);
    list->setObjectName(QStringLiteral("moves"));
    addMiddle(list);
}

} // namespace tapedeck
