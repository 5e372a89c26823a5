#pragma once

#include "engine/decks.h"

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace tapedeck {

/// Between the broker's deck and the engine: the first thing that is known of an account is whose
/// it is, and whether it may be traded from here. Where it may not, the engine hears nothing of it,
/// without an account no entry passes the gate, and the run ends. Thread-safe.
class AccountGuard final : public InputSink
{
public:
    /// Asked once, on the broker's thread, before anything of the account is passed on.
    using Admit = std::function<Result<void>(const std::string& accountId)>;
    /// `engine` outlives it. `refused` is called on the same thread, with what was wrong.
    AccountGuard(InputSink& engine, Admit admit, std::function<void(const Error&)> refused);

    void push(std::vector<InputWhat> batch) override;
    void pushMarket(std::vector<MarketEvent> batch) override;

private:
    enum class Standing : std::uint8_t
    {
        Unknown,
        Admitted,
        Refused
    };
    [[nodiscard]] bool passes(const InputWhat& what);
    [[nodiscard]] bool isAdmitted(const std::string& accountId);

    InputSink& m_engine;
    Admit m_admit;
    std::function<void(const Error&)> m_refused;
    std::mutex m_mutex;
    Standing m_standing = Standing::Unknown; ///< under m_mutex
};

} // namespace tapedeck
