#include "app/account_guard.h"

#include <utility>

namespace tapedeck {

AccountGuard::AccountGuard(InputSink& engine,
                           Admit admit,
                           std::function<void(const Error&)> refused)
    : m_engine{engine}, m_admit{std::move(admit)}, m_refused{std::move(refused)}
{}

void AccountGuard::push(std::vector<InputWhat> batch)
{
    std::erase_if(batch, [this](const InputWhat& what) { return !passes(what); });
    if (!batch.empty())
        m_engine.push(std::move(batch));
}

void AccountGuard::pushMarket(std::vector<MarketEvent> batch)
{
    m_engine.pushMarket(std::move(batch));
}

bool AccountGuard::passes(const InputWhat& what)
{
    if (const auto* news = std::get_if<input::AccountNews>(&what))
        return isAdmitted(news->account.id);
    if (const auto* truth = std::get_if<input::BrokerTruth>(&what))
        return isAdmitted(truth->account.id);
    return true;
}

bool AccountGuard::isAdmitted(const std::string& accountId)
{
    const std::lock_guard lock{m_mutex};
    if (m_standing == Standing::Unknown) {
        const auto admitted = m_admit(accountId);
        m_standing = admitted ? Standing::Admitted : Standing::Refused;
        if (!admitted)
            m_refused(admitted.error());
    }
    return m_standing == Standing::Admitted;
}

} // namespace tapedeck
