#include "ui/safety/release_dialog.h"

#include "desk/snapshot.h"
#include "ui/text/words.h"

namespace tapedeck {

ReleaseDialog::ReleaseDialog(QWidget* parent)
    : PhraseDialog{{tr("Release the kill switch"),
                    tr("Release the kill switch?"),
                    tr("After this, orders may pass again. Look at the open positions first. To "
                       "release, type this phrase:"),
                    text::fromText(std::string{kReleasePhrase}),
                    tr("Stay killed"),
                    tr("Release")},
                   parent}
{
    setObjectName(QStringLiteral("release"));
}

} // namespace tapedeck
