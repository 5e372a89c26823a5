#include "ui/suggestions/suggestions_panel.h"

#include "ui/kit/empty_text.h"
#include "ui/suggestions/suggestion_card.h"
#include "ui/text/words.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

namespace {

constexpr Nanoseconds kSeenAfter = std::chrono::seconds{1};

} // namespace

SuggestionsPanel::SuggestionsPanel(Desk& desk, QWidget* parent)
    : Panel{parent}, m_desk{desk}, m_scroll{new QScrollArea{this}}, m_stack{new QWidget},
      m_column{new QVBoxLayout{m_stack}}
{
    setAccessibleName(tr("Suggestions"));
    setFocusPolicy(Qt::StrongFocus);
    m_column->setContentsMargins(8, 8, 8, 8);
    m_column->setSpacing(8);
    m_column->addStretch(1);
    m_stack->setObjectName(QStringLiteral("cardStack"));
    m_stack->setAutoFillBackground(false);
    m_scroll->setWidget(m_stack);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->hide();
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_scroll);
    setMinimumWidth(308); // the longest option symbol fits a card
    setMinimumHeight(120);
}

void SuggestionsPanel::apply(const Snapshot& snapshot)
{
    m_at = snapshot.at;
    m_speed = snapshot.speed;
    m_sinceSnapshot = {};
    for (auto card = m_cards.begin(); card != m_cards.end();) {
        const auto stays = std::any_of(
            snapshot.suggestions.begin(), snapshot.suggestions.end(), [&](const auto& suggestion) {
                return suggestion.id == (*card)->card().id;
            });
        if (stays) {
            ++card;
            continue;
        }
        // Else the focus would go on to the next card, and the next key would answer that one.
        const QWidget* focus = window()->focusWidget();
        if (focus == *card || (*card)->isAncestorOf(focus))
            setFocus(Qt::OtherFocusReason);
        (*card)->hide();
        (*card)->deleteLater();
        card = m_cards.erase(card);
    }
    std::vector<SuggestionWidget*> ordered;
    for (const SuggestionCard& suggestion : snapshot.suggestions) {
        const auto known = std::find_if(m_cards.begin(), m_cards.end(), [&](const auto* card) {
            return card->card().id == suggestion.id;
        });
        SuggestionWidget* card = known == m_cards.end() ? makeCard(suggestion) : *known;
        card->take(suggestion);
        card->countDown(m_at);
        const auto place = static_cast<int>(ordered.size());
        if (m_column->indexOf(card) != place)
            m_column->insertWidget(place, card);
        ordered.push_back(card);
    }
    m_cards = std::move(ordered);
    const bool selectedIsGone =
        std::none_of(m_cards.begin(), m_cards.end(), [this](const auto* card) {
            return card->card().id == m_selected;
        });
    if (selectedIsGone)
        m_selected.clear();
    m_scroll->setVisible(!m_cards.empty());
}

SuggestionWidget* SuggestionsPanel::makeCard(const SuggestionCard& suggestion)
{
    auto* card = new SuggestionWidget{suggestion, m_stack};
    const std::string id = suggestion.id;
    connect(card, &SuggestionWidget::approved, this, [this, card] {
        m_desk.say(command::Approve{card->card().id, card->card().digest});
    });
    connect(
        card, &SuggestionWidget::dismissed, this, [this, id] { m_desk.say(command::Dismiss{id}); });
    connect(card, &SuggestionWidget::focused, this, [this, card] { select(card); });
    return card;
}

void SuggestionsPanel::select(SuggestionWidget* chosen)
{
    m_selected = chosen->card().id;
    for (SuggestionWidget* card : m_cards)
        card->setSelected(card == chosen);
    m_scroll->ensureWidgetVisible(chosen, 0, 8);
    emit symbolChosen(text::fromText(chosen->card().order.symbol));
}

void SuggestionsPanel::animate(Nanoseconds frame)
{
    m_sinceSnapshot += frame;
    const auto passed = Nanoseconds{
        static_cast<std::int64_t>(static_cast<double>(m_sinceSnapshot.count()) * m_speed)};
    for (SuggestionWidget* card : m_cards) {
        card->countDown(m_at + passed);
        card->settle(frame);
    }
    watch(frame);
}

void SuggestionsPanel::watch(Nanoseconds frame)
{
    std::vector<Sight> sights;
    for (const SuggestionWidget* card : m_cards) {
        const std::string& id = card->card().id;
        if (m_seen.count(id) > 0 || !isOnScreen(*card))
            continue;
        const auto before = std::find_if(
            m_sights.begin(), m_sights.end(), [&](const Sight& sight) { return sight.id == id; });
        const Nanoseconds watched =
            frame + (before == m_sights.end() ? Nanoseconds{} : before->watched);
        if (watched < kSeenAfter) {
            sights.push_back(Sight{id, watched});
            continue;
        }
        m_seen.insert(id);
        m_desk.say(command::MarkSeen{id});
    }
    m_sights = std::move(sights); // who left the screen starts anew
}

bool SuggestionsPanel::isOnScreen(const SuggestionWidget& card) const
{
    if (!card.isVisible() || window()->isMinimized())
        return false;
    const int shown = card.visibleRegion().boundingRect().height();
    return shown * 2 >= std::min(card.height(), m_scroll->viewport()->height());
}

int SuggestionsPanel::count(const Snapshot& snapshot) const
{
    return static_cast<int>(snapshot.suggestions.size());
}

void SuggestionsPanel::keyPressEvent(QKeyEvent* event)
{
    const bool down = event->key() == Qt::Key_Down || event->key() == Qt::Key_J;
    const bool up = event->key() == Qt::Key_Up || event->key() == Qt::Key_K;
    if (m_cards.empty() || (!down && !up)) {
        Panel::keyPressEvent(event);
        return;
    }
    const auto current = std::find_if(m_cards.begin(), m_cards.end(), [this](const auto* card) {
        return card->card().id == m_selected;
    });
    auto next = current == m_cards.end() ? m_cards.begin() : current;
    if (current != m_cards.end() && down && std::next(next) != m_cards.end())
        ++next;
    if (current != m_cards.end() && up && next != m_cards.begin())
        --next;
    (*next)->setFocus(Qt::TabFocusReason);
}

void SuggestionsPanel::paintEvent(QPaintEvent* event)
{
    Panel::paintEvent(event);
    if (!m_cards.empty())
        return;
    QPainter painter{this};
    paintEmptyText(painter,
                   rect(),
                   tr("Nothing waits for you"),
                   tr("When a strategy wants to trade and a person must decide, its card appears "
                      "here with the reasons."));
}

} // namespace tapedeck
