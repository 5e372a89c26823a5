#include "ui/health/health_panel.h"

#include "ui/kit/table.h"
#include "ui/style/tones.h"
#include "ui/text/format.h"
#include "ui/text/sentences.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QVBoxLayout>

#include <array>
#include <numeric>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::HealthPanel)
};

enum class HealthColumn : int
{
    Name,
    Rate,
    Lag,
    Age,
    Reconnects
};

constexpr int kRowHeight = 36;
const QString kNothing = QStringLiteral("–");

std::vector<Column> healthColumns()
{
    return {
        {.title = Words::tr("Link"), .tip = {}, .width = 112, .stretch = 1},
        {.title = Words::tr("Msg/s"),
         .tip = Words::tr("Messages a second; of the broker also the calls of the last hour"),
         .width = 58,
         .right = true},
        {.title = Words::tr("Lag"),
         .tip = Words::tr("From the exchange's time to arrival: the middle one, and below it the "
                          "slowest of a hundred"),
         .width = 70,
         .right = true},
        {.title = Words::tr("Age"),
         .tip = Words::tr("Since the last message"),
         .width = 62,
         .priority = 1,
         .right = true},
        {.title = Words::tr("Retries"),
         .tip = Words::tr("How often the link was made anew"),
         .width = 58,
         .priority = 2,
         .right = true},
    };
}

std::int64_t callsOf(const LinkHealth& link)
{
    return link.calls ? std::accumulate(link.calls->begin(), link.calls->end(), std::int64_t{0})
                      : 0;
}

/// "12 calls in the last hour: orders 2, check 10".
QString callsLine(const std::array<std::int64_t, kCallPurposes>& calls)
{
    QStringList parts;
    std::int64_t all = 0;
    for (std::size_t i = 0; i < kCallPurposes; ++i) {
        all += calls[i];
        if (calls[i] > 0)
            parts.push_back(QStringLiteral("%1 %2").arg(text::word(static_cast<CallPurpose>(i)),
                                                        QString::number(calls[i])));
    }
    const QString count = Words::tr("%1 calls in the last hour").arg(all);
    return parts.isEmpty() ? count : Words::tr("%1: %2").arg(count, parts.join(", "));
}

} // namespace

HealthModel::HealthModel() : RowsModel{healthColumns()} {}

Cell HealthModel::cell(int index, int column) const
{
    const LinkHealth& link = row(index);
    Cell cell;
    switch (HealthColumn{column}) {
    case HealthColumn::Name:
        cell.look = Cell::Look::Light;
        cell.text = text::word(link.link);
        cell.strong = true;
        cell.tone = toneOf(link.state);
        cell.under = link.reason.empty()
                         ? Words::tr("%1 for %2")
                               .arg(text::word(link.state), text::duration(m_now - link.since))
                         : text::sentence(link, m_now);
        cell.underTone = link.state == LinkState::Live ? Tone::Muted : cell.tone;
        if (const std::int64_t missing = link.gaps.open + link.gaps.unfilled;
            missing > 0 && link.state == LinkState::Live) {
            cell.under = Words::tr("%1 · gaps not filled: %2").arg(cell.under).arg(missing);
            cell.underTone = Tone::Warn;
        }
        break;
    case HealthColumn::Rate:
        cell.text =
            link.messagesPerSecond > 0 ? text::statistic(link.messagesPerSecond, 0) : kNothing;
        if (link.calls)
            cell.under = Words::tr("%1/h").arg(callsOf(link));
        break;
    case HealthColumn::Lag:
        cell.text = link.lagMedian ? text::duration(*link.lagMedian) : kNothing;
        if (link.lagP99)
            cell.under = text::duration(*link.lagP99);
        break;
    case HealthColumn::Age:
        cell.text = link.lastMessageAge ? text::duration(*link.lastMessageAge) : kNothing;
        break;
    case HealthColumn::Reconnects:
        cell.text = QString::number(link.reconnects);
        cell.tone = link.reconnects > 0 ? Tone::Warn : Tone::Muted;
        break;
    }
    if (cell.text == kNothing)
        cell.tone = Tone::Muted;
    return cell;
}

QString HealthModel::tip(int index, int) const
{
    const LinkHealth& link = row(index);
    QString tip = text::word(link.link) + QStringLiteral(": ") + text::sentence(link, m_now);
    tip += QLatin1Char('\n') + Words::tr("Since %1").arg(text::time(link.since));
    tip += QLatin1Char('\n') +
           Words::tr("%1 messages")
               .arg(text::decimal(Quantity::fromWhole(link.messages).nanos(), 0, 0));
    tip += QLatin1Char('\n') + Words::tr("Made anew %1 times").arg(link.reconnects);
    if (link.unknown > 0)
        tip += QLatin1Char('\n') +
               Words::tr("%1 messages of kinds that are not known were passed over")
                   .arg(text::decimal(Quantity::fromWhole(link.unknown).nanos(), 0, 0));
    if (link.calls)
        tip += QLatin1Char('\n') + callsLine(*link.calls);
    for (const Gap& gap : link.lastGaps)
        tip += QLatin1Char('\n') + text::sentence(gap);
    if (link.dropped > 0)
        tip += QLatin1Char('\n') +
               Words::tr("%1 quotes were skipped for newer ones; trades never are")
                   .arg(text::decimal(Quantity::fromWhole(link.dropped).nanos(), 0, 0));
    return tip;
}

HealthPanel::HealthPanel(QWidget* parent)
    : Panel{parent}, m_table{new Table{m_model, kRowHeight, this}}
{
    constexpr int kHeader = 24;
    m_table->setMinimumHeight(kHeader +
                              static_cast<int>(kLinks - 1) * kRowHeight); // all but the options'
    setFocusProxy(m_table);
    m_table->setAccessibleName(tr("Feed health"));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setEmptyText(tr("No links yet"), tr("The engine is starting."));
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
}

void HealthPanel::apply(const Snapshot& snapshot)
{
    m_model.setNow(snapshot.at);
    std::vector<LinkHealth> links = snapshot.links;
    // Contracts have a stream only where one is held or watched.
    std::erase_if(links, [](const LinkHealth& link) {
        return link.link == Link::Options && link.state == LinkState::Off;
    });
    m_model.setRows(std::move(links));
}

} // namespace tapedeck
