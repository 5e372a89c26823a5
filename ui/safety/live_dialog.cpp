#include "ui/safety/live_dialog.h"

#include "ui/kit/labels.h"

#include <QGridLayout>

#include <algorithm>

namespace tapedeck {

namespace {

QString lockedText(bool wasLive)
{
    return wasLive ? LiveDialog::tr("Start for exits only") : LiveDialog::tr("Leave it locked");
}

QString explanation(bool earned)
{
    return earned
               ? LiveDialog::tr("Everything below is so. From now on orders that you approve are "
                                "sent with real money; entries stay off in each start until you "
                                "arm them. To unlock it, type the phrase:")
               : LiveDialog::tr("Trading with real money has to be earned on paper. What is "
                                "marked below is still missing.");
}

} // namespace

LiveDialog::LiveDialog(const std::vector<Row>& rows,
                       const QString& phrase,
                       bool wasLive,
                       QWidget* parent)
    : PhraseDialog{{tr("Live trading"),
                    tr("Live trading is locked"),
                    explanation(std::all_of(
                        rows.begin(), rows.end(), [](const Row& row) { return row.met; })),
                    phrase,
                    lockedText(wasLive),
                    tr("Unlock real money")},
                   parent}
{
    constexpr int kWidth = 620;
    setObjectName(QStringLiteral("live"));
    setFixedWidth(kWidth);
    auto* list = new QWidget{this};
    auto* grid = new QGridLayout{list};
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 2);
    int line = 0;
    bool earned = true;
    for (const Row& row : rows) {
        earned = earned && row.met;
        QLabel* mark = makeLabel(
            row.met ? QStringLiteral("✓") : QStringLiteral("✕"), row.met ? "good" : "error", list);
        mark->setAccessibleName(row.met ? tr("is so") : tr("is missing"));
        grid->addWidget(mark, line, 0, Qt::AlignTop);
        grid->addWidget(makeParagraph(row.wanted, "secondary", list), line, 1, Qt::AlignTop);
        grid->addWidget(
            makeParagraph(row.found, row.met ? "secondary" : "error", list), line, 2, Qt::AlignTop);
        ++line;
    }
    addMiddle(list);
    if (!earned)
        forbid();
}

std::unique_ptr<QProgressDialog> makeLiveWaiting(bool wasLive)
{
    auto waiting = std::make_unique<QProgressDialog>();
    waiting->setObjectName(QStringLiteral("liveWaiting"));
    waiting->setWindowTitle(LiveDialog::tr("Live trading"));
    waiting->setLabelText(LiveDialog::tr("Reading the record of paper trading, and asking the "
                                         "broker for its fills and the live keys…"));
    waiting->setCancelButtonText(lockedText(wasLive));
    waiting->setRange(0, 0); // nobody knows how long
    waiting->setMinimumDuration(0);
    waiting->show();
    return waiting;
}

} // namespace tapedeck
