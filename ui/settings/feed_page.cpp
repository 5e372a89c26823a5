#include "ui/settings/feed_page.h"

#include "ui/health/health_panel.h"
#include "ui/kit/labels.h"
#include "ui/text/words.h"

#include <QVBoxLayout>

namespace tapedeck {

namespace {

struct Plan
{
    QString name;
    QString meaning;
};

Plan planOf(const Snapshot& snapshot)
{
    if (snapshot.mode == Mode::Practice)
        return {FeedPage::tr("Practice exchange"),
                FeedPage::tr("Prices come from the practice exchange on this computer. No plan and "
                             "no keys are needed.")};
    if (snapshot.feedPlan == "sip")
        return {FeedPage::tr("SIP"),
                FeedPage::tr("Every trade and quote of all US exchanges, in real time, for as many "
                             "symbols as you like.")};
    if (snapshot.feedPlan == "iex")
        return {
            FeedPage::tr("IEX (free plan)"),
            FeedPage::tr("Trades and quotes of the IEX exchange only, 30 entries at most. "
                         "Positions are streamed first, then suggestions, then the watchlist.")};
    if (snapshot.feedPlan.empty())
        return {FeedPage::tr("Not known yet"), FeedPage::tr("The feed has not signed in so far.")};
    return {text::fromText(snapshot.feedPlan), {}};
}

} // namespace

FeedPage::FeedPage(QWidget* parent)
    : Panel{parent}, m_plan{makeLabel({}, "heading", this)}, m_meaning{makeParagraph(
                                                                 {}, "secondary", this)},
      m_streamed{makeParagraph({}, "secondary", this)}, m_links{new HealthPanel{this}}
{
    auto* group = new QFrame{this};
    group->setProperty("group", true);
    auto* inner = new QVBoxLayout{group};
    inner->setContentsMargins(16, 14, 16, 14);
    inner->setSpacing(8);
    inner->addWidget(makeLabel(tr("Data plan"), "caption", group));
    inner->addWidget(m_plan);
    inner->addWidget(m_meaning);
    inner->addWidget(m_streamed);
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(group);
    column->addWidget(makeLabel(tr("Links"), "heading", this));
    column->addWidget(m_links, 1);
    setProperty("panel", false);
}

void FeedPage::apply(const Snapshot& snapshot)
{
    const Plan plan = planOf(snapshot);
    setTextOf(*m_plan, plan.name);
    setTextOf(*m_meaning, plan.meaning);
    setTextOf(*m_streamed,
              tr("%1 symbols are watched.").arg(static_cast<int>(snapshot.watchlist.size())));
    m_links->apply(snapshot);
}

} // namespace tapedeck
