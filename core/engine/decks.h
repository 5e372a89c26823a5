#pragma once

#include "base/secret.h"
#include "base/symbols.h"
#include "engine/input.h"
#include "engine/output.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The small interfaces around the engine. Rooms of app implement them and never meet each other.
/// Every call may come from another thread than the one that does the work, and returns at once.
namespace tapedeck {

/// Set by the kill switch past any busy thread, and tested again where an order's bytes would
/// leave.
class KillLatch
{
public:
    /// A person presses it.
    void press() noexcept
    {
        m_presses.fetch_add(1);
        m_killed.store(true);
    }
    /// It was found set.
    void set() noexcept { m_killed.store(true); }
    /// A person asks for the release of every press so far.
    void askRelease() noexcept { m_askedAt.store(m_presses.load()); }
    /// As the engine has it. False: it was pressed again since the release was asked for, and
    /// stays.
    bool follow(bool killed) noexcept
    {
        if (killed)
            set();
        return killed || release();
    }
    /// The release is granted. False: it was pressed again since it was asked for, and stays set.
    bool release() noexcept
    {
        if (m_presses.load() != m_askedAt.load())
            return false;
        m_killed.store(false);
        if (m_presses.load() == m_askedAt.load())
            return true;
        m_killed.store(true); // at this very moment
        return false;
    }
    [[nodiscard]] bool isSet() const noexcept { return m_killed.load(); }
    /// What was decided before a press does not leave, however soon that is released.
    [[nodiscard]] std::uint32_t presses() const noexcept { return m_presses.load(); }

private:
    std::atomic<bool> m_killed{false};
    std::atomic<std::uint32_t> m_presses{0};
    std::atomic<std::uint32_t> m_askedAt{0}; ///< presses
};

/// When an order was decided.
struct DecisionStamp
{
    Nanoseconds at{};          ///< of a steady clock that counts through sleep
    std::uint32_t presses = 0; ///< of the kill latch, before it
};

/// Where decks put what happened. Thread-safe and bounded; the engine's thread is woken. The time
/// of an input is given by the engine's sequencer when it takes it out, so decks leave `at` alone.
class InputSink
{
public:
    virtual ~InputSink() = default;
    /// Never dropped: orders, replies, commands.
    virtual void push(std::vector<InputWhat> batch) = 0;
    /// Under pressure quotes of such a batch may be conflated to the newest; trades are never
    /// dropped.
    virtual void pushMarket(std::vector<MarketEvent> batch) = 0;
};

/// What the broker deck can be asked. A submit needs proof that the intent is on disk.
namespace request {
struct Submit
{
    Durable<OrderIntent> intent;
    DecisionStamp decided;
};
struct FetchAssets
{
    std::vector<std::string> symbols;
};
struct FetchCalendar
{};
struct FetchClock
{};
struct FetchAccount
{};
/// Daily bars of the symbols, `days` calendar days back from the run's start.
struct FetchDailyBars
{
    std::vector<std::string> symbols;
    std::int32_t days = 0;
};
/// Finished minute bars of the symbols, as far back from now as `back`: input::History, a symbol
/// each.
struct FetchMinuteBars
{
    std::vector<std::string> symbols;
    Nanoseconds back{};
};
using Any = std::variant<Submit,
                         output::CancelOrder,
                         output::CancelAllOrders,
                         output::LookupOrder,
                         output::ListOpenOrders,
                         output::Reconcile,
                         output::CloseTradeStream,
                         output::OpenTradeStream,
                         output::FetchCorporateActions,
                         output::SuspendTrading,
                         FetchAssets,
                         FetchCalendar,
                         FetchClock,
                         FetchAccount,
                         FetchDailyBars,
                         FetchMinuteBars>;
} // namespace request

class BrokerDeck
{
public:
    virtual ~BrokerDeck() = default;
    virtual void post(request::Any request) = 0;
};

class MarketDeck
{
public:
    virtual ~MarketDeck() = default;
    /// From now on stream these, most important first; `symbols` is the engine's table, in which
    /// all of them have an id.
    virtual void subscribe(Symbols symbols, std::vector<std::string> wanted) = 0;
};

/// What one step leaves for the journal: written in one transaction, in this order.
struct JournalBatch
{
    std::vector<AuditEntry> audit;
    std::vector<output::RecordOrder> orders;
    std::vector<output::RecordNews> news;
    std::vector<output::RecordSighting> sightings;
    std::optional<std::string> state;
    std::vector<OrderIntent> intents;
    DecisionStamp decided; ///< its intents

    [[nodiscard]] bool isEmpty() const noexcept
    {
        return audit.empty() && orders.empty() && news.empty() && sightings.empty() && !state &&
               intents.empty();
    }
};

/// Commits batches in the order of posting. After an intent's commit it hands the Durable to the
/// broker deck and says IntentDurable to the engine; where the disk refuses, IntentLost, and
/// nothing is sent.
class JournalDeck
{
public:
    virtual ~JournalDeck() = default;
    virtual void post(JournalBatch batch) = 0;
};

} // namespace tapedeck
