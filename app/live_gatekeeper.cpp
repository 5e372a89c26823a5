#include "app/live_gatekeeper.h"

#include "app/alpaca/key_test.h"
#include "app/broker_fills.h"
#include "app/runtime/await.h"
#include "app/store/data_folder.h"
#include "app/store/journal.h"
#include "app/store/kill_latch_file.h"
#include "app/store/operator.h"
#include "app/user_settings.h"
#include "audit/live_standing.h"
#include "audit/paper_record.h"
#include "config/load.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr std::chrono::seconds kFillsPatience{60};
/// A little before the first fill: the broker's clock is not ours.
constexpr Nanoseconds kBefore = std::chrono::hours{1};
constexpr const char* kForbidding = "TAPEDECK_ALLOW_LIVE";
/// The bounds that a person must have put down, rather than left as they come.
constexpr std::array kOwnLimits{"position_per_symbol", "total_exposure", "day_loss"};

/// How many of these are no further back than the last few trading days, today included.
std::int32_t recent(const std::vector<Timestamp>& all, Timestamp now)
{
    const MarketCalendar calendar;
    Date first = calendar.tradingDate(now);
    for (std::int32_t i = 1; i < kLiveCalmDays; ++i)
        first = calendar.previousTradingDay(first);
    return static_cast<std::int32_t>(std::count_if(
        all.begin(), all.end(), [&](Timestamp at) { return calendar.tradingDate(at) >= first; }));
}

Result<void> tryKeys(LiveKeys keys)
{
    return runtime::await<Result<std::string>>(
               [&](auto reply) { alpaca::testKeys(std::move(keys), std::move(reply)); })
        .map([](const std::string&) {});
}

} // namespace

LiveSources liveSources(Credentials& credentials)
{
    LiveSources sources;
    sources.paperFills =
        [&credentials](Timestamp since,
                       const std::stop_token& unwanted) -> Result<std::vector<Execution>> {
        auto keys = credentials.paperKeys();
        if (!keys)
            return tl::unexpected<Error>{keys.error()};
        return runtime::awaitBlocking([&] {
            return brokerFills(alpaca::Login::paper(std::move(*keys), FeedSource::Iex),
                               since,
                               kFillsPatience,
                               unwanted);
        });
    };
    sources.tryLiveKeys = [&credentials]() -> Result<void> {
        auto keys = credentials.liveKeys();
        if (!keys)
            return tl::unexpected<Error>{keys.error()};
        return tryKeys(std::move(*keys));
    };
    sources.anchorOf = commands::readAnchor;
    sources.anchorLive = commands::writeAnchor;
    sources.forbidden = qEnvironmentVariable(kForbidding) == QStringLiteral("0");
    return sources;
}

LiveGatekeeper::LiveGatekeeper(std::filesystem::path root, LiveSources sources)
    : m_root{std::move(root)}, m_sources{std::move(sources)}
{}

LiveEvidence LiveGatekeeper::gather(const std::stop_token& unwanted) const
{
    LiveEvidence evidence;
    readPaperRecord(store::PaperJournal{m_root}, evidence, unwanted);
    readSettings(evidence);
    if (!unwanted.stop_requested()) {
        const auto keys = m_sources.tryLiveKeys();
        evidence.keysProblem = keys ? "" : keys.error().what;
    }
    evidence.forbidden = m_sources.forbidden;
    evidence.killed =
        store::KillLatchFile{store::ModeFolder{m_root, Mode::Live}.killLatch()}.read().killed;
    return evidence;
}

void LiveGatekeeper::readPaperRecord(const store::PaperJournal& file,
                                     LiveEvidence& evidence,
                                     const std::stop_token& unwanted) const
{
    auto reader = store::JournalReader::open(file);
    if (!reader) {
        evidence.recordProblem = reader.error().code == ErrorCode::NotFound
                                     ? "there is none yet: start `tapedeck --paper`"
                                     : reader.error().what;
        return;
    }
    PaperRecord record;
    const commands::KeptAnchor kept = m_sources.anchorOf(file);
    const auto report =
        commands::verified(*reader, kept, [&](const AuditEntry& entry) { record.add(entry); });
    const auto ids = reader->brokerIds();
    if (!report || !ids) {
        evidence.recordProblem = report ? ids.error().what : report.error().what;
        return;
    }
    if (report->chain.fault)
        evidence.recordProblem = report->chain.fault->what;
    else if (!kept.anchor)
        evidence.recordProblem = "nothing vouches for its end: " + kept.why;
    evidence.differences = recent(record.differences(), store::now());
    if (record.orders().empty())
        return; // nothing to be found
    const auto fills = m_sources.paperFills(record.since() - kBefore, unwanted);
    if (!fills) {
        evidence.recordProblem =
            "the broker could not be asked for the fills of paper: " + fills.error().what;
        return;
    }
    const ConfirmedRecord confirmed = confirm(record, *ids, *fills, MarketCalendar{});
    evidence.tradingDays = confirmed.tradingDays;
    evidence.completedTrades = confirmed.roundTrips;
    evidence.tradesNotFound = confirmed.notFound;
}

void LiveGatekeeper::readSettings(LiveEvidence& evidence) const
{
    const auto file = store::ModeFolder{m_root, Mode::Live}.settings();
    const UserSettings settings{QString::fromStdString(file.string()), Mode::Live, Rules::Approval};
    const auto config = settings.load();
    if (!config) {
        evidence.limitsProblem = config.error().what;
        return;
    }
    evidence.allowed = config->allowLive;
    evidence.proof = proveFire(config->limits);
    std::string missing;
    const std::string text = settings.text();
    for (const char* key : kOwnLimits) {
        if (!setsLimit(text, key))
            missing += (missing.empty() ? "limits." : ", limits.") + std::string{key};
    }
    if (!missing.empty())
        evidence.limitsProblem = file.string() + " does not set " + missing;
    else if (!config->limits.ordersPerDay || !config->limits.notionalPer4h)
        evidence.limitsProblem = "orders_per_day and notional_per_4h must not be unlimited";
}

Result<LiveStart> LiveGatekeeper::standing(bool allowed) const
{
    LiveStart start;
    start.allowed = allowed;
    start.forbidden = m_sources.forbidden;
    auto reader = store::JournalReader::open(store::LiveJournal{m_root});
    if (!reader && reader.error().code == ErrorCode::NotFound)
        return start;
    if (!reader)
        return tl::unexpected<Error>{reader.error()};
    LiveStanding standing;
    const auto report = reader->verifyAudit([&](const AuditEntry& entry) { standing.add(entry); });
    if (!report)
        return tl::unexpected<Error>{report.error()};
    start.unlockedAt = standing.unlockedAt;
    start.lockedWhy = standing.lockedWhy;
    start.recordProblem = report->fault ? report->fault->what : "";
    return start;
}

Result<void> LiveGatekeeper::unlock(const LiveVerdict& verdict, const std::string& phrase) const
{
    if (!verdict.isEarned())
        return fail(ErrorCode::Refused, "live trading is not earned yet; nothing was unlocked");
    if (phrase != kLivePhrase)
        return fail(ErrorCode::Refused,
                    "that is not the phrase: \"" + std::string{kLivePhrase} + "\"");
    const store::ModeFolder folder{m_root, Mode::Live};
    if (const auto opened = store::openDataFolder(folder); !opened)
        return opened;
    const auto running = store::InstanceLock::acquire(folder.engine());
    if (!running)
        return tl::unexpected<Error>{running.error()};
    const store::LiveJournal file{m_root};
    const auto lock = store::InstanceLock::acquire(file.path());
    if (!lock)
        return tl::unexpected<Error>{lock.error()};
    auto journal = store::Journal::open(file, *lock, store::currentOperator());
    if (!journal)
        return tl::unexpected<Error>{journal.error()};
    // What stands there already must be whole, or the new row would vouch for it.
    const commands::KeptAnchor kept = m_sources.anchorOf(file);
    if (!kept.keychainAnswered)
        return fail(ErrorCode::Refused,
                    "the keychain, which has to remember this, cannot be used: " + kept.why);
    const auto report = commands::verified(journal->reader(), kept);
    if (!report)
        return tl::unexpected<Error>{report.error()};
    if (report->chain.fault)
        return fail(ErrorCode::Refused, report->chain.fault->what);
    if (!kept.anchor && report->chain.rows > 0)
        return fail(ErrorCode::Refused,
                    "nothing vouches for the record of live trading: " + kept.why +
                        "; see `tapedeck audit accept`");
    std::string proven;
    for (const LiveCheck& check : verdict.checks)
        proven += (proven.empty() ? "" : "; ") + check.wanted + ": " + check.found;
    const auto head = journal->appendByPerson(AuditKind::LiveUnlocked, "", std::move(proven));
    if (!head)
        return tl::unexpected<Error>{head.error()};
    return m_sources.anchorLive(file, *head);
}

} // namespace tapedeck
