#include "ui/suggestions/suggestion_card.h"

#include "ui/kit/firm_button.h"
#include "ui/kit/labels.h"
#include "ui/kit/meters.h"
#include "ui/style/theme.h"
#include "ui/style/tones.h"
#include "ui/text/format.h"
#include "ui/text/sentences.h"
#include "ui/text/words.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

namespace {

/// "12 · limit 101.23 · day": the order without its side and symbol, which stand large above.
QString orderLine(const OrderSpec& order)
{
    QString line = text::amount(order);
    if (order.quantity)
        line += QLatin1Char(' ') + SuggestionWidget::tr("shares");
    line += QStringLiteral(" · ") + text::terms(order) + QStringLiteral(" · ") +
            text::word(order.timeInForce).toLower();
    if (order.extendedHours)
        line += QStringLiteral(" · ") + SuggestionWidget::tr("extended hours");
    return line;
}

/// "Limits  28 ✓  1 !": how many rows there are of each result that says something.
QString checksLine(const std::vector<LimitCheck>& checks)
{
    QString line = SuggestionWidget::tr("Limits");
    for (const LimitResult result :
         {LimitResult::Passed, LimitResult::Warned, LimitResult::Denied}) {
        const auto rows = std::count_if(checks.begin(), checks.end(), [result](const auto& check) {
            return check.result == result;
        });
        if (rows > 0)
            line += QStringLiteral("  %1 %2").arg(rows).arg(markOf(result));
    }
    return line;
}

constexpr Nanoseconds kStillFor = std::chrono::milliseconds{400};

/// Symbols of more letters, options, stand on a line of their own: a card never cuts one short.
constexpr std::size_t kShortSymbol = 9;

} // namespace

SuggestionWidget::SuggestionWidget(SuggestionCard card, QWidget* parent)
    : QFrame{parent}, m_card{std::move(card)}
{
    setProperty("card", true);
    setFocusPolicy(Qt::StrongFocus);
    build();
    fill();
    m_built = true;
}

void SuggestionWidget::build()
{
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(16, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(buildHead());
    m_asked = makeParagraph({}, "note", this);
    column->addWidget(m_asked);
    m_rationale = makeParagraph({}, "", this);
    column->addWidget(m_rationale);

    auto* sure = new QHBoxLayout;
    sure->setSpacing(8);
    m_origin = new ElidedLabel{this};
    m_origin->setProperty("role", "caption");
    m_gauge = new Gauge{this};
    m_gauge->setFixedWidth(56);
    m_confidence = makeLabel({}, "secondary", this);
    sure->addWidget(m_origin, 1);
    sure->addWidget(m_gauge);
    sure->addWidget(m_confidence);
    column->addLayout(sure);

    m_worst = makeParagraph({}, "caption", this);
    column->addWidget(m_worst);
    m_stop = makeParagraph({}, "caption", this);
    column->addWidget(m_stop);

    auto* toggles = new QHBoxLayout;
    toggles->setSpacing(4);
    m_showEvidence = new FirmButton{this};
    m_showChecks = new FirmButton{this};
    for (QPushButton* button : {m_showEvidence, m_showChecks}) {
        button->setProperty("kind", "quiet");
        toggles->addWidget(button);
    }
    toggles->addStretch(1);
    column->addLayout(toggles);
    m_evidence = new QWidget{this};
    m_checks = new QWidget{this};
    for (QWidget* details : {m_evidence, m_checks}) {
        details->setVisible(false);
        column->addWidget(details);
    }
    connect(m_showEvidence, &QPushButton::clicked, this, [this] {
        m_evidence->setVisible(!m_evidence->isVisibleTo(this));
        fillDetails();
    });
    connect(m_showChecks, &QPushButton::clicked, this, [this] {
        m_checks->setVisible(!m_checks->isVisibleTo(this));
        fillDetails();
    });
    column->addWidget(buildButtons());
}

QWidget* SuggestionWidget::buildHead()
{
    auto* head = new QWidget{this};
    auto* row = new QHBoxLayout{head};
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    m_side = new QLabel{head};
    m_side->setFont(fontOf(TextSize::Large));
    m_symbol = makeLabel({}, "", head);
    m_symbol->setFont(fontOf(TextSize::Large));
    m_longSymbol = makeLabel({}, "", head);
    m_longSymbol->setFont(fontOf(TextSize::Large));
    first->addWidget(m_side);
    first->addWidget(m_symbol, 1);
    m_order = makeParagraph({}, "heading", head);
    words->addLayout(first);
    words->addWidget(m_longSymbol);
    words->addWidget(m_order);
    row->addLayout(words, 1);
    m_ring = new CountdownRing{head};
    row->addWidget(m_ring, 0, Qt::AlignTop);
    return head;
}

QWidget* SuggestionWidget::buildButtons()
{
    auto* buttons = new QWidget{this};
    auto* row = new QHBoxLayout{buttons};
    row->setContentsMargins(0, 4, 0, 0);
    row->setSpacing(8);
    m_approve = new FirmButton{buttons};
    m_approve->setObjectName(QStringLiteral("approve"));
    m_approve->setProperty("kind", "primary");
    m_dismiss = new FirmButton{buttons};
    m_dismiss->setObjectName(QStringLiteral("dismiss"));
    m_approve->setText(agreement());
    m_dismiss->setText(tr("Dismiss  (D)"));
    m_approve->setToolTip(
        m_card.askedAgainFrom
            ? tr("You have approved it before the market moved: sends exactly this order now, "
                 "after "
                 "every limit was checked again. Key A.")
            : tr("Sends exactly this order, after every limit was checked again. Key A."));
    m_dismiss->setToolTip(tr("Drops this suggestion; nothing is sent. Key D."));
    row->addWidget(m_approve, 1);
    row->addWidget(m_dismiss, 1);
    connect(m_approve, &QPushButton::clicked, this, [this] {
        if (m_still >= kStillFor)
            approve();
    });
    connect(m_dismiss, &QPushButton::clicked, this, &SuggestionWidget::dismiss);
    return buttons;
}

void SuggestionWidget::take(const SuggestionCard& card)
{
    if (card == m_card)
        return;
    m_card = card;
    fill();
}

void SuggestionWidget::fill()
{
    const bool buy = m_card.order.side == Side::Buy;
    setTextOf(*m_side,
              (buy ? QStringLiteral("▲ ") : QStringLiteral("▼ ")) +
                  text::word(m_card.order.side).toUpper());
    setTone(*m_side, buy ? Tone::Up : Tone::Down);
    const QString symbol = text::fromText(m_card.order.symbol);
    const bool isLong = m_card.order.symbol.size() > kShortSymbol;
    setTextOf(*m_symbol, isLong ? QString{} : symbol);
    setTextOf(*m_longSymbol, symbol);
    m_longSymbol->setVisible(isLong);
    setTextOf(*m_order, orderLine(m_card.order));
    QString worst =
        (buy ? tr("At most %1") : tr("At least %1")).arg(text::money(m_card.estimatedNotional));
    if (m_card.worstPrice)
        worst += tr(", at %1 at worst").arg(text::price(*m_card.worstPrice));
    setTextOf(*m_worst, worst);
    m_worst->setToolTip(tr("What every limit was checked with: the worst price that this order may "
                           "fill at."));
    setTextOf(*m_origin,
              tr("%1 · %2").arg(text::originName(m_card.origin), text::word(m_card.origin.kind)));
    m_gauge->set(m_card.confidence, Tone::Accent);
    setTextOf(*m_confidence, text::confidence(m_card.confidence));
    m_confidence->setToolTip(tr("How sure the origin is"));
    setTextOf(*m_rationale, text::rationale(m_card));
    QStringList cautions;
    if (m_card.askedAgainFrom)
        cautions << text::askedAgain(m_card);
    if (m_card.derivedPrice)
        cautions << tr("Indicative price: derived by the feed, nobody offers it.");
    setTextOf(*m_asked, cautions.join(QLatin1Char('\n')));
    m_asked->setVisible(!cautions.isEmpty());
    m_stop->setVisible(!m_card.isExit);
    setTextOf(*m_stop,
              m_card.stopAtBroker ? tr("Its stop will stand at the broker.")
                                  : tr("Its stop will stand only here."));
    m_stop->setToolTip(m_card.stopAtBroker
                           ? tr("The broker closes the position at the stop, also when Tapedeck is "
                                "not running.")
                           : tr("Tapedeck closes the position at the stop, while it runs."));
    setAccessibleName(text::order(m_card.order));
    setAccessibleDescription(text::rationale(m_card));
    fillDetails();
}

void SuggestionWidget::fillDetails()
{
    const auto arrow = [](bool open) { return open ? QStringLiteral("▾ ") : QStringLiteral("▸ "); };
    setTextOf(*m_showEvidence,
              arrow(m_evidence->isVisibleTo(this)) +
                  tr("Evidence (%1)").arg(static_cast<int>(m_card.evidence.size())));
    setTextOf(*m_showChecks, arrow(m_checks->isVisibleTo(this)) + checksLine(m_card.checks));
    m_showChecks->setToolTip(text::summary(m_card.checks));
    const auto fresh = [](QWidget& box) {
        delete box.layout();
        qDeleteAll(box.findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
        auto* grid = new QGridLayout{&box};
        grid->setContentsMargins(4, 0, 4, 0);
        grid->setHorizontalSpacing(8);
        grid->setVerticalSpacing(4);
        grid->setColumnStretch(1, 1);
        return grid;
    };
    if (m_evidence->isVisibleTo(this)) {
        QGridLayout* grid = fresh(*m_evidence);
        for (const Evidence& evidence : m_card.evidence) {
            const int row = grid->rowCount();
            grid->addWidget(makeLabel(QStringLiteral("•"), "caption"), row, 0, Qt::AlignTop);
            grid->addWidget(makeParagraph(text::clause(evidence), "caption"), row, 1);
        }
    }
    if (!m_checks->isVisibleTo(this))
        return;
    QGridLayout* grid = fresh(*m_checks);
    for (const LimitCheck& check : m_card.checks) {
        const int row = grid->rowCount();
        QLabel* mark = makeLabel(markOf(check.result), "");
        setTone(*mark, toneOf(check.result));
        QLabel* name = makeElided(text::word(check.limit), "caption");
        const QString explained = text::explanation(check.limit);
        name->setToolTip(explained);
        mark->setToolTip(text::word(check.result) + QStringLiteral(". ") + explained);
        mark->setAccessibleName(text::word(check.result));
        grid->addWidget(mark, row, 0);
        grid->addWidget(name, row, 1);
        grid->addWidget(makeLabel(text::figures(check), "caption"), row, 2, Qt::AlignRight);
    }
}

void SuggestionWidget::countDown(Timestamp now)
{
    const Nanoseconds whole = m_card.expiresAt - m_card.suggestedAt;
    const Nanoseconds left = m_card.expiresAt - now;
    m_ring->set(whole.count() > 0
                    ? static_cast<double>(left.count()) / static_cast<double>(whole.count())
                    : 0,
                text::countdown(left));
    const bool expired = left <= Nanoseconds::zero();
    if (expired == m_expired || m_answered)
        return;
    m_expired = expired;
    m_approve->setEnabled(!expired);
    setTextOf(*m_approve, expired ? tr("Expired") : agreement());
}

QString SuggestionWidget::agreement() const
{
    return m_card.askedAgainFrom ? tr("Confirm  (A)") : tr("Approve  (A)");
}

void SuggestionWidget::setSelected(bool selected)
{
    setStyled(*this, "selected", selected);
}

void SuggestionWidget::settle(Nanoseconds frame)
{
    m_still = std::min(m_still + frame, kStillFor);
}

void SuggestionWidget::moveEvent(QMoveEvent* event)
{
    QFrame::moveEvent(event);
    m_still = {};
}

void SuggestionWidget::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_built)
        fill(); // the colours of another theme
}

void SuggestionWidget::approve()
{
    if (m_answered || m_expired)
        return;
    answer(tr("Approved: sending…"));
    emit approved();
}

void SuggestionWidget::dismiss()
{
    if (m_answered)
        return;
    answer(tr("Dismissed"));
    emit dismissed();
}

void SuggestionWidget::answer(const QString& words)
{
    m_answered = true;
    // A button that is switched off hands the focus on, which must not reach the next card.
    if (isAncestorOf(window()->focusWidget()))
        setFocus(Qt::OtherFocusReason);
    m_approve->setEnabled(false);
    m_dismiss->setEnabled(false);
    m_dismiss->hide();
    m_approve->setText(words);
}

void SuggestionWidget::keyPressEvent(QKeyEvent* event)
{
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (plain && !event->isAutoRepeat() && event->key() == Qt::Key_A)
        approve();
    else if (plain && !event->isAutoRepeat() && event->key() == Qt::Key_D)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

void SuggestionWidget::focusInEvent(QFocusEvent* event)
{
    QFrame::focusInEvent(event);
    emit focused();
}

void SuggestionWidget::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    QFrame::mousePressEvent(event);
}

void SuggestionWidget::paintEvent(QPaintEvent* event)
{
    QFrame::paintEvent(event);
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOf(m_card.order.side == Side::Buy ? Tone::Up : Tone::Down));
    painter.drawRoundedRect(QRectF{5, 12, 4, height() - 24.0}, 2, 2);
    if (!hasFocus())
        return;
    painter.setPen(QPen{coloursNow().accent, 2});
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF{rect()}.adjusted(1, 1, -1, -1), 8, 8);
}

} // namespace tapedeck
