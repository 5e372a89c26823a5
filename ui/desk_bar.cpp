#include "ui/desk_bar.h"

#include "ui/kit/ask.h"
#include "ui/kit/firm_button.h"
#include "ui/kit/labels.h"
#include "ui/kit/meters.h"
#include "ui/safety/kill_button.h"
#include "ui/safety/mode_badge.h"
#include "ui/style/theme.h"
#include "ui/style/tones.h"
#include "ui/text/format.h"
#include "ui/text/sentences.h"
#include "ui/text/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

namespace {

constexpr int kHeight = 56;
constexpr int kRoomForReturn = 1'080;
constexpr int kWideEnough = 1'240; ///< below this the lesser figures go

QVBoxLayout* pair(QWidget* upper, QWidget* lower)
{
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);
    column->addStretch(1);
    column->addWidget(upper);
    column->addWidget(lower);
    column->addStretch(1);
    return column;
}

} // namespace

DeskBar::DeskBar(Desk& desk, QWidget* parent)
    : QWidget{parent}, m_desk{desk}, m_badge{new ModeBadge{this}}, m_time{makeLabel({}, "", this)},
      m_day{makeLabel({}, "caption", this)}, m_equity{makeFigure(
                                                 tr("Equity"), tr("Cash and positions together"))},
      m_profit{makeFigure(tr("Today"), tr("Profit or loss since the previous close"))},
      m_power{makeFigure(tr("Buying power"), tr("What the broker lets you buy for"))},
      m_exposure{makeFigure(tr("Exposure"), tr("Value of all positions and working orders"))},
      m_feedLight{new Light{this}}, m_feed{makeLabel({}, "", this)},
      m_lag{makeLabel({}, "caption", this)}, m_arm{new FirmButton{tr("Arm live entries…"), this}},
      m_settings{new QToolButton{this}}, m_menu{new QToolButton{this}}, m_kill{new KillButton{this}}
{
    setFixedHeight(kHeight);
    build();
}

void DeskBar::build()
{
    auto* row = new QHBoxLayout{this};
    row->setContentsMargins(16, 0, 12, 0);
    row->setSpacing(12);
    m_time->setFont(fontOf(TextSize::Large));
    m_arm->setProperty("kind", "danger");
    m_arm->hide();
    m_settings->setIcon(iconOf(QStringLiteral("gear")));
    m_settings->setToolTip(tr("Settings (Ctrl+,)"));
    m_settings->setAccessibleName(tr("Settings"));
    m_settings->setObjectName(QStringLiteral("settings"));
    m_menu->setIcon(iconOf(QStringLiteral("menu")));
    m_menu->setToolTip(tr("Panels, theme, layout"));
    m_menu->setAccessibleName(tr("Menu"));
    m_menu->setPopupMode(QToolButton::InstantPopup);
    for (QToolButton* button : {m_settings, m_menu})
        button->setIconSize({20, 20});

    row->addWidget(m_badge);
    row->addSpacing(4);
    row->addLayout(pair(m_time, m_day));
    row->addStretch(1);
    for (const Figure& figure : {m_equity, m_profit, m_power, m_exposure})
        row->addWidget(figure.box);
    row->addStretch(1);
    auto* feed = new QHBoxLayout;
    feed->setSpacing(8);
    feed->addWidget(m_feedLight);
    feed->addLayout(pair(m_feed, m_lag));
    row->addLayout(feed);
    row->addWidget(m_arm);
    row->addWidget(m_settings);
    row->addWidget(m_menu);
    row->addWidget(m_kill);
    connect(m_settings, &QToolButton::clicked, this, &DeskBar::settingsWanted);
    connect(m_arm, &QPushButton::clicked, this, &DeskBar::askToArm);
    setTextOf(*m_time, QStringLiteral("--:--:--"));
    setTextOf(*m_day, tr("New York"));
    setTextOf(*m_feed, tr("Starting"));
}

DeskBar::Figure DeskBar::makeFigure(const QString& caption, const QString& tip)
{
    Figure figure;
    figure.box = new QWidget{this};
    figure.value = makeLabel(QStringLiteral("–"), "", figure.box);
    figure.value->setFont(fontOf(TextSize::Large));
    figure.under = makeLabel(caption, "caption", figure.box);
    figure.box->setLayout(pair(figure.under, figure.value));
    figure.box->setToolTip(tip);
    figure.value->setAccessibleName(caption);
    return figure;
}

void DeskBar::take(const Snapshot& snapshot)
{
    if (snapshot.mode != m_mode) {
        m_mode = snapshot.mode;
        update();
    }
    m_badge->take(snapshot.mode, snapshot.rules);
    m_kill->take(snapshot.kill);
    m_arm->setVisible(snapshot.mode == Mode::Live && !snapshot.armed);
    const bool locked = !snapshot.locked.empty();
    m_arm->setEnabled(!locked);
    setTextOf(*m_arm, locked ? tr("Live is locked") : tr("Arm live entries…"));
    m_arm->setToolTip(text::fromText(snapshot.locked));
    takeClock(snapshot);
    takeAccount(snapshot);
    takeFeed(snapshot);
}

void DeskBar::takeClock(const Snapshot& snapshot)
{
    setTextOf(*m_time, text::time(snapshot.at) + QLatin1Char(' ') + text::zoneName(snapshot.at));
    QString day = text::date(snapshot.at) + QStringLiteral(" · ") +
                  (snapshot.marketOpen ? tr("open") : tr("closed"));
    if (snapshot.speed != 1)
        day += QStringLiteral(" · ") + text::statistic(snapshot.speed, 0) + QStringLiteral("×");
    setTextOf(*m_day, day);
    m_time->setToolTip(tr("New York time. All times of the window are New York's."));
    m_day->setToolTip(snapshot.marketOpen ? tr("The market is open.")
                                          : tr("The market is closed."));
}

void DeskBar::takeAccount(const Snapshot& snapshot)
{
    const AccountView& account = snapshot.account;
    const QString unknown = QStringLiteral("–");
    setTextOf(*m_equity.value, account.known ? text::money(account.equity) : unknown);
    setTextOf(*m_power.value, account.known ? text::money(account.buyingPower) : unknown);
    setTextOf(*m_exposure.value, account.known ? text::money(account.exposure) : unknown);
    if (!account.known) {
        setTextOf(*m_profit.value, unknown);
        setTone(*m_profit.value, Tone::Muted);
        return;
    }
    const bool flat = account.dayProfit.isZero();
    const bool up = !account.dayProfit.isNegative();
    const QString arrow = flat ? QString{} : up ? QStringLiteral("▲ ") : QStringLiteral("▼ ");
    QString profit = arrow + text::money(account.dayProfit, text::Sign::Always);
    if (width() >= kRoomForReturn)
        profit += QStringLiteral("  ") + text::percent(account.dayReturn, text::Sign::Always);
    setTextOf(*m_profit.value, profit);
    setTone(*m_profit.value, flat ? Tone::Normal : up ? Tone::Up : Tone::Down);
}

void DeskBar::takeFeed(const Snapshot& snapshot)
{
    const auto link =
        std::find_if(snapshot.links.begin(), snapshot.links.end(), [](const LinkHealth& health) {
            return health.link == Link::MarketData;
        });
    if (link == snapshot.links.end()) {
        m_feedLight->set(Tone::Muted);
        setTextOf(*m_feed, tr("No feed"));
        setTextOf(*m_lag, tr("feed"));
        return;
    }
    m_feedLight->set(toneOf(link->state));
    setTextOf(*m_feed, text::word(link->state));
    setTextOf(*m_lag,
              link->lagMedian ? tr("lag %1").arg(text::duration(*link->lagMedian)) : tr("feed"));
    m_feedLight->setAccessibleName(tr("Market data: %1").arg(text::word(link->state)));
    m_feed->setToolTip(text::sentence(*link, snapshot.at));
}

void DeskBar::askToArm()
{
    ask(*this,
        {tr("Arm live entries?"),
         tr("From now until the program ends, suggestions for new positions may be approved with "
            "real money. Each one still waits for you."),
         tr("Arm")},
        [this] { m_desk.say(command::Arm{}); });
}

void DeskBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_power.box->setVisible(width() >= kWideEnough);
    m_exposure.box->setVisible(width() >= kWideEnough);
}

/// A line in the mode's colour over the whole width: seen from the corner of the eye.
void DeskBar::paintEvent(QPaintEvent*)
{
    constexpr int kLine = 3;
    QPainter painter{this};
    painter.fillRect(QRect{0, 0, width(), kLine}, colourOf(m_mode));
}

} // namespace tapedeck
