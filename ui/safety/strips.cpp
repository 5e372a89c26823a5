#include "ui/safety/strips.h"

#include "ui/kit/ask.h"
#include "ui/kit/firm_button.h"
#include "ui/kit/labels.h"
#include "ui/style/theme.h"
#include "ui/text/format.h"
#include "ui/text/sentences.h"
#include "ui/text/words.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

namespace {

// Positions in the kill strip.
constexpr int kPerLine = 2;
constexpr int kCellsOfRow = 6; ///< symbol, quantity, profit, button, note, gap
constexpr int kGapOfRows = 24;
constexpr int kListHeightMax = 132;
constexpr int kTryAgainMs = 10'000;

QToolButton* makeCloseButton(QWidget* parent, const QString& what)
{
    auto* button = new QToolButton{parent};
    button->setIcon(iconOf(QStringLiteral("close")));
    button->setToolTip(what);
    button->setAccessibleName(what);
    return button;
}

/// An icon that follows the theme.
class IconLabel : public QWidget
{
public:
    IconLabel(const char* name, QWidget* parent)
        : QWidget{parent}, m_icon{iconOf(QString::fromLatin1(name))}
    {
        constexpr int kSize = 18;
        setFixedSize(kSize, kSize);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        m_icon.paint(&painter, rect());
    }

private:
    QIcon m_icon;
};

} // namespace

WelcomeStrip::WelcomeStrip(bool recorded, QWidget* parent) : QFrame{parent}
{
    setProperty("strip", "welcome");
    setObjectName(QStringLiteral("welcome"));
    auto* row = new QHBoxLayout{this};
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(12);
    row->addWidget(new IconLabel{"info", this});
    row->addWidget(
        makeParagraph(recorded
                          ? tr("This is a recorded market, played again with play money: nothing "
                               "here can cost or earn a cent. Watch the strategies trade for a "
                               "while; when you want prices of today, enter your Alpaca paper "
                               "keys in Settings.")
                          : tr("This is a practice market with play money: the companies are "
                               "made up, and nothing here can cost or earn a cent. Watch the "
                               "strategies trade for a while; when you want real prices, enter "
                               "your Alpaca paper keys in Settings."),
                      ""),
        1);
    auto* settings = new QPushButton{tr("Open settings"), this};
    settings->setAutoDefault(false);
    row->addWidget(settings);
    QToolButton* close = makeCloseButton(this, tr("Put this away"));
    close->setObjectName(QStringLiteral("dismissWelcome"));
    row->addWidget(close);
    connect(settings, &QPushButton::clicked, this, &WelcomeStrip::settingsWanted);
    connect(close, &QToolButton::clicked, this, &WelcomeStrip::dismissed);
}

NoticeStrip::NoticeStrip(QWidget* parent) : QFrame{parent}, m_text{makeParagraph({}, "", this)}
{
    setProperty("strip", "notice");
    auto* row = new QHBoxLayout{this};
    row->setContentsMargins(12, 6, 8, 6);
    row->setSpacing(12);
    row->addWidget(new IconLabel{"warning", this});
    row->addWidget(m_text, 1);
    QToolButton* close = makeCloseButton(this, tr("Put this away until something new comes up"));
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, [this] {
        m_putAway = m_notices;
        m_wanted = false;
        emit changed();
    });
}

void NoticeStrip::take(const std::vector<std::string>& notices)
{
    if (notices == m_notices)
        return;
    m_notices = notices;
    m_wanted = !notices.empty() && notices != m_putAway;
    if (!notices.empty()) {
        const auto others = static_cast<int>(notices.size()) - 1;
        setTextOf(*m_text,
                  others == 0
                      ? text::fromText(notices.front())
                      : tr("%1  (and %2 more)").arg(text::fromText(notices.front())).arg(others));
        QStringList all;
        for (const std::string& notice : notices)
            all << text::fromText(notice);
        m_text->setToolTip(all.join(QLatin1Char('\n')));
    }
    emit changed();
}

KillStrip::KillStrip(Desk& desk, QWidget* parent)
    : QFrame{parent}, m_desk{desk}, m_title{makeLabel({}, "heading", this)}, m_text{makeParagraph(
                                                                                 {}, "", this)},
      m_flatten{new FirmButton{tr("Flatten everything"), this}}, m_list{new QScrollArea{this}},
      m_positions{new QGridLayout}
{
    setProperty("strip", "kill");
    setObjectName(QStringLiteral("killStrip"));
    m_flatten->setProperty("kind", "danger");
    m_flatten->setObjectName(QStringLiteral("flatten"));
    m_flatten->setToolTip(
        tr("Sells every position, as soon as all cancellations are confirmed. What "
           "cannot be sold now is sold when it can be."));
    auto* release = new FirmButton{tr("Release…"), this};
    release->setObjectName(QStringLiteral("askRelease"));
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(new IconLabel{"warning", this});
    head->addWidget(m_title);
    head->addWidget(m_text, 1);
    head->addWidget(m_flatten);
    head->addWidget(release);
    m_positions->setHorizontalSpacing(16);
    m_positions->setVerticalSpacing(4);
    m_positions->setContentsMargins(30, 0, 0, 0);
    auto* page = new QWidget;
    page->setLayout(m_positions);
    m_list->setWidget(page);
    m_list->setWidgetResizable(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(12, 8, 8, 8);
    column->setSpacing(6);
    column->addLayout(head);
    column->addWidget(m_list);
    connect(release, &QPushButton::clicked, this, &KillStrip::releaseAsked);
    connect(m_flatten, &QPushButton::clicked, this, [this] {
        ask(*this,
            {tr("Sell every position?"),
             tr("Each position is closed as soon as all cancellations are confirmed: at the market "
                "in regular hours, with a limit where you allow extended hours, and else when the "
                "market opens."),
             tr("Flatten everything")},
            [this] {
                m_desk.say(command::Kill{true, "window"});
            });
    });
}

void KillStrip::take(const KillView& kill)
{
    if (kill == m_kill)
        return;
    m_kill = kill;
    describe(kill);
    fillPositions(kill.naked);
}

void KillStrip::describe(const KillView& kill)
{
    const bool confirmed = kill.phase == KillPhase::Confirmed;
    setTextOf(*m_title, confirmed ? tr("Killed") : tr("Killing"));
    QString words = confirmed
                        ? tr("No order is open at the broker and none passes.")
                        : tr("Nothing passes; %1 open orders are not yet confirmed as canceled.")
                              .arg(kill.ordersOpen);
    if (const QString times = text::killTimes(kill); confirmed && !times.isEmpty())
        words += QLatin1Char(' ') + times;
    if (kill.since)
        words += QLatin1Char(' ') + tr("Since %1.").arg(text::time(*kill.since));
    if (kill.suspendedAtBroker)
        words += QLatin1Char(' ') + tr("The broker takes no orders either.");
    if (!kill.naked.empty())
        words += QLatin1Char(' ') + tr("Left without a stop:");
    setTextOf(*m_text, words);
    m_flatten->setVisible(!kill.naked.empty());
}

void KillStrip::fillPositions(const std::vector<NakedPosition>& naked)
{
    const bool same = std::equal(
        m_rows.begin(),
        m_rows.end(),
        naked.begin(),
        naked.end(),
        [](const Row& row, const auto& position) { return row.symbol == position.symbol; });
    if (!same) {
        clearLayout(*m_positions);
        m_rows.clear();
        for (const NakedPosition& position : naked)
            addRow(position.symbol);
        m_positions->setColumnStretch(kPerLine * kCellsOfRow, 1);
        // What is not shown yet has no size, and would be shown only after this.
        for (int i = 0; i < m_positions->count(); ++i) {
            if (QWidget* part = m_positions->itemAt(i)->widget())
                part->show();
        }
        // All are listed; the chart and the tables keep their room.
        m_list->setFixedHeight(std::min(m_positions->sizeHint().height(), kListHeightMax));
        m_list->setVisible(!naked.empty());
    }
    for (std::size_t i = 0; i < naked.size(); ++i) {
        setTextOf(*m_rows[i].quantity, text::quantity(naked[i].quantity));
        setTextOf(*m_rows[i].profit, text::money(naked[i].openProfit, text::Sign::Always));
        setTone(*m_rows[i].profit, naked[i].openProfit.isNegative() ? Tone::Down : Tone::Up);
        setTextOf(*m_rows[i].note, text::closingNote(naked[i]));
    }
}

void KillStrip::addRow(const std::string& symbol)
{
    const QString name = text::fromText(symbol);
    const auto number = static_cast<int>(m_rows.size());
    const int line = number / kPerLine;
    const int left = number % kPerLine * kCellsOfRow;
    Row row{
        symbol, makeLabel({}, "", this), makeLabel({}, "", this), makeLabel({}, "caption", this)};
    QLabel* label = makeLabel(name, "", this);
    label->setFont(fontOf(TextSize::Strong));
    auto* close = new FirmButton{tr("Close %1").arg(name), this};
    close->setObjectName(QStringLiteral("close-") + name);
    connect(close, &QPushButton::clicked, this, [this, close, symbol] {
        close->setEnabled(false); // once is enough, unless it comes to nothing
        QTimer::singleShot(kTryAgainMs, close, [close] { close->setEnabled(true); });
        m_desk.say(command::ClosePosition{symbol});
    });
    m_positions->addWidget(label, line, left);
    m_positions->addWidget(row.quantity, line, left + 1, Qt::AlignRight);
    m_positions->addWidget(row.profit, line, left + 2, Qt::AlignRight);
    m_positions->addWidget(close, line, left + 3);
    m_positions->addWidget(row.note, line, left + 4);
    m_positions->setColumnMinimumWidth(left + 5, kGapOfRows);
    m_rows.push_back(std::move(row));
}

} // namespace tapedeck
