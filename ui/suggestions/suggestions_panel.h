#pragma once

#include "desk/desk.h"
#include "ui/kit/panel.h"

#include <set>
#include <vector>

class QScrollArea;
class QStackedLayout;
class QVBoxLayout;

namespace tapedeck {

class SuggestionWidget;

/// The queue of suggestions as cards, oldest first as the snapshot has them. A card that was on the
/// screen for a second is said to be seen.
class SuggestionsPanel : public Panel
{
    Q_OBJECT

public:
    explicit SuggestionsPanel(Desk& desk, QWidget* parent = nullptr);

    void apply(const Snapshot& snapshot) override;
    void animate(Nanoseconds frame) override;
    [[nodiscard]] int count(const Snapshot& snapshot) const override;
    [[nodiscard]] const std::vector<SuggestionWidget*>& cards() const noexcept { return m_cards; }

signals:
    void symbolChosen(const QString& symbol);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Sight
    {
        std::string id;
        Nanoseconds watched{};
    };

    SuggestionWidget* makeCard(const SuggestionCard& card);
    void select(SuggestionWidget* chosen);
    void watch(Nanoseconds frame);
    [[nodiscard]] bool isOnScreen(const SuggestionWidget& card) const;

    Desk& m_desk;
    QScrollArea* m_scroll;
    QWidget* m_stack;
    QVBoxLayout* m_column;
    std::vector<SuggestionWidget*> m_cards;
    std::string m_selected; ///< id
    std::vector<Sight> m_sights;
    std::set<std::string> m_seen;
    Timestamp m_at;
    double m_speed = 1;
    Nanoseconds m_sinceSnapshot{};
};

} // namespace tapedeck
