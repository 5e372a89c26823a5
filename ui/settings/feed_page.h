#pragma once

#include "ui/kit/panel.h"

class QLabel;

namespace tapedeck {

class HealthPanel;

/// Which data plan is in use, what that means, and how the links are doing.
class FeedPage : public Panel
{
    Q_OBJECT

public:
    explicit FeedPage(QWidget* parent = nullptr);
    void apply(const Snapshot& snapshot) override;

private:
    QLabel* m_plan;
    QLabel* m_meaning;
    QLabel* m_streamed;
    HealthPanel* m_links;
};

} // namespace tapedeck
