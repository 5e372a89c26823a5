#include "app/workstation.h"

#include "app/account_guard.h"
#include "app/alpaca/broker.h"
#include "app/alpaca/market_feed.h"
#include "app/alpaca/news_feed.h"
#include "app/api/control_protocol.h"
#include "app/api/control_server.h"
#include "app/credentials.h"
#include "app/live_gatekeeper.h"
#include "app/practice/practice_server.h"
#include "app/practice_clock.h"
#include "app/record_anchor.h"
#include "app/recorded_login.h"
#include "app/rss/rss_reader.h"
#include "app/runtime/background_file.h"
#include "app/start_sequence.h"
#include "app/store/data_folder.h"
#include "app/store/instance_lock.h"
#include "app/store/journal_worker.h"
#include "app/store/latch_writer.h"
#include "app/store/operator.h"
#include "app/vault/anchor_entry.h"
#include "config/feed_plan.h"
#include "config/limit_moves.h"
#include "market/option_terms.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTimer>

namespace tapedeck {

namespace {

api::ControlLink controlLink(const LinkHealth& health)
{
    api::ControlLink link;
    link.link = health.link;
    link.state = health.state;
    link.reason = health.reason;
    link.since = health.since;
    link.messagesPerSecond = health.messagesPerSecond;
    link.lastMessageAge = health.lastMessageAge;
    link.lagMedian = health.lagMedian;
    link.lagP99 = health.lagP99;
    link.reconnects = health.reconnects;
    link.gaps = health.gaps;
    if (health.calls)
        link.callsLastHour =
            std::accumulate(health.calls->begin(), health.calls->end(), std::int64_t{0});
    return link;
}

constexpr std::size_t kAuditRowsShown = 300;
/// The keychain may ask a person for its password.
constexpr std::chrono::seconds kAnchorTimeout{60};
/// At the end nobody is there to answer it.
constexpr std::chrono::seconds kLastAnchorPatience{2};
/// Who kills from elsewhere is answered within a second.
constexpr std::chrono::milliseconds kLatchPatience{300};
/// Calendar days of daily history: thirty closes and more, over holidays.
constexpr std::int32_t kHistoryDays = 120;
/// At high speed a slow answer is minutes of the tape, and entries wait for a better one.
constexpr int kPracticeClockEveryMs = 10'000;
constexpr int kHistoryPatienceMs = 10'000;
/// Where the first launch begins: half an hour into the day, so that there is something to see.
constexpr Nanoseconds kBoxStart = std::chrono::hours{10};
/// Our own exchange counts nothing, and at high speed a minute of the tape is a second.
constexpr std::int64_t kPracticeRequestsPerMinute = 60'000;

/// A run's name: the second it began, and enough chance that no two runs share it.
std::string newRunId()
{
    const QString now = QDateTime::currentDateTimeUtc().toString("yyMMddHHmmss");
    const quint32 chance = QRandomGenerator::system()->generate();
    return (now + QString::number(chance, 36)).toStdString();
}

runtime::RunClock clockOf(const practice::PracticeServer& exchange)
{
    const practice::TapeTime tape = exchange.tapeTime();
    return runtime::RunClock{tape.at(practice::steadyNow()), tape.speed};
}

Secret secretOf(std::string_view text)
{
    std::string copy{text};
    return Secret::takeFrom(copy);
}

/// 32 random hexadecimal digits.
std::string randomText()
{
    std::string text;
    for (int i = 0; i < 4; ++i)
        text += QString::asprintf("%08x", QRandomGenerator::system()->generate()).toStdString();
    return text;
}

} // namespace

/// Everything around the engine, in the order in which it is built; it goes in the reverse order.
struct Workstation::Decks
{
    /// Shares and contracts have a stream each, and whatever is streamed is whose news is wanted.
    class Streams final : public MarketDeck
    {
    public:
        explicit Streams(Decks& decks) noexcept : m_decks{decks} {}
        void subscribe(Symbols symbols, std::vector<std::string> wanted) override
        {
            const auto firstContract =
                std::stable_partition(wanted.begin(), wanted.end(), [](const std::string& symbol) {
                    return !isOptionSymbol(symbol);
                });
            std::vector<std::string> contracts{firstContract, wanted.end()};
            wanted.erase(firstContract, wanted.end());
            if (m_decks.news) {
                std::vector<std::string> shares = wanted;
                for (const std::string& contract : contracts)
                    shares.push_back(underlyingOf(contract));
                m_decks.news->want(std::move(shares));
            }
            if (m_decks.options)
                m_decks.options->subscribe(symbols, std::move(contracts));
            m_decks.feed->subscribe(std::move(symbols), std::move(wanted));
        }

    private:
        Decks& m_decks;
    };

    std::optional<store::InstanceLock> modeLock;
    std::optional<store::InstanceLock> lock;
    std::optional<store::LatchWriter> latchFile;
    std::unique_ptr<practice::PracticeServer> exchange;
    std::optional<RecordedLogin> account;
    std::optional<runtime::SharedClock> clock;
    std::unique_ptr<runtime::BackgroundFile> session;
    std::unique_ptr<runtime::WorkerThread<runtime::EngineWorker>> engine;
    std::unique_ptr<AccountGuard> guard; ///< of an account that others may trade, too
    std::optional<store::InstanceLock> accountLock;
    std::unique_ptr<StartSequence> start;
    std::unique_ptr<alpaca::Broker> broker;
    std::unique_ptr<alpaca::MarketFeed> feed;
    std::unique_ptr<alpaca::NewsFeed> news;      ///< null where none is wanted
    std::unique_ptr<alpaca::MarketFeed> options; ///< the same
    std::unique_ptr<rss::RssReader> rss;         ///< the same
    Streams streams{*this};
    std::unique_ptr<RecordAnchor> anchor; ///< null beside the mode's own journal
    std::unique_ptr<store::JournalWorker> journal;
    std::unique_ptr<runtime::WorkerThread<api::ControlServer>> control;
    QTimer clockTimer;
    std::optional<PracticeClockFollower> follower; ///< of an exchange in another process
};

Workstation::Workstation(LaunchOptions options, Credentials& credentials)
    : m_options{std::move(options)}, m_credentials{credentials}, m_runId{newRunId()},
      m_root{store::dataRootOr(m_options.data.toStdString())}, m_folder{m_root, m_options.mode},
      m_since{store::now()}, m_decks{std::make_unique<Decks>()}
{}

Workstation::~Workstation()
{
    stop();
}

Result<void> Workstation::start()
{
    for (const auto step : {&Workstation::openFolder,
                            &Workstation::readConfig,
                            &Workstation::startVenue,
                            &Workstation::startEngine,
                            &Workstation::startControl}) {
        if (auto done = (this->*step)(); !done) {
            stop();
            return done;
        }
    }
    return {};
}

Result<void> Workstation::openFolder()
{
    if (const auto opened = store::openDataFolder(m_folder); !opened)
        return opened;
    // One engine per mode, whatever journal it writes.
    auto modeLock = store::InstanceLock::acquire(m_folder.engine());
    if (!modeLock)
        return tl::unexpected<Error>{modeLock.error()};
    m_decks->modeLock.emplace(std::move(*modeLock));
    m_decks->latchFile.emplace(
        store::KillLatchFile{m_folder.killLatch()},
        [this](const Error& trouble) { emit noticed(QString::fromStdString(trouble.what)); });
    reach(Reach::Disk);

    m_ownFolder = ownFolder();
    const store::ModeFolder own = runFolder();
    std::error_code error;
    std::filesystem::create_directories(own.path() / "sessions", error);
    if (error)
        return fail(ErrorCode::Io,
                    "cannot make the folder " + own.path().string() + ": " + error.message());
    auto lock = store::InstanceLock::acquire(own.journal().path());
    if (!lock)
        return tl::unexpected<Error>{lock.error()};
    m_decks->lock.emplace(std::move(*lock));
    return {};
}

std::filesystem::path Workstation::ownFolder() const
{
    if (!m_options.exchange.isEmpty()) {
        QString name = m_options.exchange;
        return "at-" + name.replace(':', '-').toStdString();
    }
    if (m_options.tape.isEmpty())
        return {};
    // A tape is played by a fresh account with a journal of its own; --resume takes the newest.
    const std::filesystem::path tapes =
        "tapes" / std::filesystem::path{m_options.tape.toStdString()}.filename();
    std::string newest;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{m_folder.path() / tapes, error})
        newest = std::max(newest, entry.path().filename().string());
    return tapes / (m_options.resume && !newest.empty() ? newest : m_runId);
}

Result<void> Workstation::readConfig()
{
    const QString file = m_options.config.isEmpty()
                             ? QString::fromStdString(m_folder.settings().string())
                             : m_options.config;
    if (!m_options.config.isEmpty() && !QFile::exists(file))
        return fail(ErrorCode::NotFound, "there is no file " + file.toStdString());
    m_settings = std::make_unique<UserSettings>(file, m_options.mode, m_options.rules);
    auto config = m_settings->load();
    if (!config)
        return tl::unexpected<Error>{config.error()};
    m_config = std::move(*config);
    return {};
}

template <Mode M>
void Workstation::enter(alpaca::LoginOf<M> login)
{
    m_decks->account.emplace(std::move(login), store::JournalFileOf<M>{m_root, m_ownFolder});
}

Result<void> Workstation::startVenue()
{
    if (m_options.mode == Mode::Paper) {
        auto keys = m_credentials.paperKeys();
        if (!keys)
            return tl::unexpected<Error>{keys.error()};
        enter(alpaca::Login::paper(std::move(*keys), m_config.feed.source));
        m_decks->clock.emplace(runtime::RunClock::utc());
        return {};
    }
    if (m_options.mode == Mode::Live)
        return startLive();
    return m_options.exchange.isEmpty() ? startOwnExchange() : joinExchange();
}

/// Only with the gate's leave, which is what the broker's deck orders by.
Result<void> Workstation::startLive()
{
    const LiveGatekeeper keeper{m_root, liveSources(m_credentials)};
    const auto start = keeper.standing(m_config.allowLive);
    if (!start)
        return tl::unexpected<Error>{start.error()};
    auto licence = LiveGate::admit(*start);
    if (!licence)
        return tl::unexpected<Error>{licence.error()};
    auto keys = m_credentials.liveKeys();
    if (!keys)
        return tl::unexpected<Error>{keys.error()};
    m_licence = std::move(*licence);
    enter(alpaca::Login::live(std::move(*keys), m_config.feed.source));
    m_decks->clock.emplace(runtime::RunClock::utc());
    return {};
}

Result<void> Workstation::joinExchange()
{
    const QUrl address{"http://" + m_options.exchange};
    const QHostAddress host{address.host() == "localhost" ? QString{"127.0.0.1"} : address.host()};
    if (!address.isValid() || address.port() <= 0 || host.isNull())
        return fail(ErrorCode::Malformed, "--exchange wants HOST:PORT, such as 127.0.0.1:8765");
    if (auto locked = lockAccount(address.authority().toStdString()); !locked)
        return locked;
    const auto clock = practiceClockOf(address, practice::kPracticeKey, practice::kPracticeSecret);
    if (!clock)
        return tl::unexpected<Error>{clock.error()};
    m_decks->clock.emplace(*clock);
    m_decks->follower.emplace(address,
                              practice::kPracticeKey,
                              practice::kPracticeSecret,
                              *m_decks->clock,
                              [this](const runtime::RunClock& theirs) {
                                  setClock(theirs);
                                  m_decks->broker->post(request::FetchClock{});
                              });
    return logIn(practice::kPracticeKey,
                 practice::kPracticeSecret,
                 address.host(),
                 static_cast<std::uint16_t>(address.port()));
}

Result<void> Workstation::startOwnExchange()
{
    Decks& decks = *m_decks;
    practice::PracticeOptions practice;
    practice.tape = m_options.tape.toStdString();
    if (!m_options.history.isEmpty())
        practice.history = {std::filesystem::path{m_options.history.toStdString()}};
    practice.speed = m_options.speed.value_or(Ratio::fromWhole(1));
    practice.start =
        m_options.start.value_or(m_options.tape.isEmpty() ? kBoxStart : practice.start);
    practice.seed = m_options.seed;
    practice.fills = m_options.fills;
    practice.dataFolder = runFolder().path() / "exchange";
    practice.resume = m_options.tape.isEmpty() || m_options.resume;
    practice.rateLimit = 0;
    practice.key = "PK" + randomText();
    const std::string secret = randomText();
    practice.secret = secretOf(secret);
    const std::string key = practice.key;
    decks.exchange = std::make_unique<practice::PracticeServer>(
        std::move(practice), practice::PracticeServer::Runs::OnItsOwnThread);
    const auto port = decks.exchange->start();
    if (!port)
        return tl::unexpected<Error>{port.error()};
    decks.clock.emplace(clockOf(*decks.exchange));
    connect(decks.exchange.get(), &practice::PracticeServer::tapeTimeChanged, this, [this] {
        if (m_decks->exchange)
            setClock(clockOf(*m_decks->exchange));
    });
    connect(decks.exchange.get(), &practice::PracticeServer::failed, this, &Workstation::failed);
    return logIn(key, secret, "127.0.0.1", *port);
}

Result<void> Workstation::logIn(std::string_view key,
                                std::string_view secret,
                                const QString& host,
                                std::uint16_t port)
{
    auto login = alpaca::Login::practice(
        PracticeKeys{secretOf(key), secretOf(secret)}, host, port, m_config.feed.source);
    if (!login)
        return tl::unexpected<Error>{login.error()};
    enter(std::move(*login));
    return {};
}

Result<void> Workstation::startEngine()
{
    Decks& decks = *m_decks;
    const auto latched = decks.latchFile->read();
    if (latched.killed)
        m_latch.set();
    const bool pressed = m_latch.isSet(); // perhaps by a signal, since this process began

    decks.engine = std::make_unique<runtime::WorkerThread<runtime::EngineWorker>>(
        "engine", std::make_unique<runtime::EngineWorker>(*decks.clock));
    runtime::EngineWorker& engine = *decks.engine->endpoint();
    if (auto recording = startRecording(engine); !recording)
        return recording;
    startAdapter(engine);

    decks.journal = std::make_unique<store::JournalWorker>(decks.account->journal(),
                                                           *decks.lock,
                                                           store::currentOperator(),
                                                           *decks.broker,
                                                           *decks.start);
    makeAnchor();
    auto recovered = decks.journal->start(kAuditRowsShown);
    if (!recovered)
        return tl::unexpected<Error>{recovered.error()};
    if (!recovered->savedState.empty()) {
        if (auto readable = Engine::checkSavedState(recovered->savedState); !readable)
            return fail(readable.error().code,
                        decks.account->journal().path().string() + ": " + readable.error().what +
                            ". Start with the program that wrote it, or move the file elsewhere: "
                            "positions and orders will then be read from the broker, while today's "
                            "counts and cooldowns begin anew.");
    }
    if (!recovered->killed.empty())
        m_latch.set();
    m_journalSince = decks.clock->now();
    engine.setEarlierAudit(std::move(recovered->auditTail));
    engine.connectPorts({*decks.broker,
                         *decks.start,
                         *decks.journal,
                         m_latch,
                         m_snapshots,
                         [this](bool set) { setDurableLatch(set); },
                         [this](Snapshot& snapshot) { fillHealth(snapshot); }});
    decks.engine->start();
    QMetaObject::invokeMethod(&engine, &runtime::EngineWorker::begin, Qt::QueuedConnection);

    input::Started started;
    started.runId = m_runId;
    started.mode = m_options.mode;
    started.rules = m_options.rules;
    started.config = m_config;
    started.savedState = std::move(recovered->savedState);
    started.killed = latched.killed ? "the latch was set: " + latched.why
                     : pressed      ? "it was pressed while the program started"
                                    : std::move(recovered->killed);
    started.locked = m_licence ? m_licence->entriesLocked() : std::string{};
    const bool beginsKilled = !started.killed.empty();
    engine.push({std::move(started)});
    reach(Reach::Engine);
    if (m_latch.isSet() && !beginsKilled)
        pressKill({false, "SIGUSR1"}); // it came while the engine was being built
    decks.start->begin();
    if (decks.anchor)
        decks.anchor->begin(recovered->auditEnd);
    startTimers();
    return {};
}

void Workstation::makeAnchor()
{
    // The journals of single tapes come and go: the keychain would fill with entries.
    if (!m_ownFolder.empty())
        return;
    const store::JournalFile& file = m_decks->account->journal();
    m_decks->anchor = std::make_unique<RecordAnchor>(
        RecordAnchor::Record{file, [this] { return m_decks->journal->head(); }},
        std::make_unique<vault::AnchorEntry>(file.mode(), file.path(), kAnchorTimeout),
        [this](input::RecordChecked checked) {
            if (m_decks->engine)
                m_decks->engine->endpoint()->push({std::move(checked)});
        },
        store::now);
    m_decks->journal->onSubmitted([this] { m_decks->anchor->orderSubmitted(); });
}

Result<void> Workstation::startRecording(runtime::EngineWorker& engine)
{
    m_sessionFile = (runFolder().path() / "sessions" / (m_runId + ".session")).string();
    auto file = runtime::FileSink::create(QString::fromStdString(m_sessionFile));
    if (!file)
        return tl::unexpected<Error>{file.error()};
    m_decks->session = std::make_unique<runtime::BackgroundFile>(std::move(*file));
    return engine.recordTo(*m_decks->session);
}

Result<void> Workstation::startControl()
{
    auto server = std::make_unique<api::ControlServer>(*this);
    if (auto listening = server->listen(api::controlSocketFile(m_folder.path())); !listening)
        return listening;
    m_decks->control =
        std::make_unique<runtime::WorkerThread<api::ControlServer>>("control", std::move(server));
    m_decks->control->start();
    // Who killed while this was starting found nobody who listens, and has set it on disk.
    if (const auto latched = m_decks->latchFile->read(); latched.killed && !m_latch.isSet())
        pressKill({false, "the latch on disk"});
    return {};
}

void Workstation::startTimers()
{
    Decks& decks = *m_decks;
    // Elsewhere the broker deck asks by itself, as often as there is something at stake.
    if (m_options.mode == Mode::Practice) {
        decks.clockTimer.callOnTimeout(this,
                                       [&decks] { decks.broker->post(request::FetchClock{}); });
        decks.clockTimer.start(kPracticeClockEveryMs);
    }
    QTimer::singleShot(kHistoryPatienceMs, this, [this] {
        if (m_decks->start)
            m_decks->start->openMarket();
    });
}

void Workstation::stop()
{
    if (m_stopped)
        return;
    m_stopped = true;
    reach(m_decks->latchFile ? Reach::Disk : Reach::Latch);
    Decks& decks = *m_decks;
    decks.clockTimer.stop();
    decks.follower.reset();
    decks.control.reset();
    if (decks.feed)
        decks.feed->stop();
    if (decks.news)
        decks.news->stop();
    if (decks.options)
        decks.options->stop();
    if (decks.rss)
        decks.rss->stop();
    // The engine drains what it has; what it still wants goes to decks that are still there.
    if (decks.engine && decks.engine->isRunning())
        QMetaObject::invokeMethod(
            decks.engine->endpoint(), &runtime::EngineWorker::end, Qt::BlockingQueuedConnection);
    if (decks.journal)
        decks.journal->stop();
    if (decks.broker)
        decks.broker->stop();
    if (decks.exchange)
        decks.exchange->stop();
    m_last = decks.engine ? decks.engine->endpoint()->latest() : nullptr;
    // The engine's thread goes before the decks that it speaks to.
    decks.engine.reset();
    decks.session.reset();
    if (decks.anchor)
        decks.anchor->finish(kLastAnchorPatience);
}

void Workstation::say(Command command)
{
    if (const auto* kill = std::get_if<command::Kill>(&command)) {
        pressKill(*kill);
        return;
    }
    if (const auto* watchlist = std::get_if<command::SetWatchlist>(&command)) {
        if (const auto saved = m_settings->saveWatchlist(watchlist->symbols); !saved)
            emit noticed(QString::fromStdString(saved.error().what));
    }
    if (std::holds_alternative<command::Release>(command))
        m_latch.askRelease();
    if (m_decks->engine)
        m_decks->engine->endpoint()->push({std::move(command)});
}

Result<std::vector<LimitMove>> Workstation::moves(const std::string& text) const
{
    const auto config = m_settings->check(text);
    if (!config)
        return tl::unexpected<Error>{config.error()};
    return movesTo({config->limits, config->blocklist});
}

Result<std::vector<LimitMove>> Workstation::movesTo(const LimitSettings& wish) const
{
    const auto snapshot = latest();
    if (!snapshot)
        return fail(ErrorCode::Unavailable,
                    "the engine has not started yet; try again in a moment");
    return limitMoves(snapshot->limitsInForce, wish);
}

Result<void> Workstation::save(const std::string& text, const std::string& phrase)
{
    const auto config = m_settings->check(text);
    if (!config)
        return tl::unexpected<Error>{config.error()};
    LimitSettings wish{config->limits, config->blocklist};
    const auto changes = movesTo(wish);
    if (!changes)
        return tl::unexpected<Error>{changes.error()};
    if (isAnyLooser(*changes) && phrase != kLoosenPhrase)
        return fail(ErrorCode::Refused,
                    "some limits would allow more, and the phrase \"" + std::string{kLoosenPhrase} +
                        "\" was not typed");
    if (auto saved = m_settings->save(text); !saved)
        return saved;
    say(command::SetLimits{std::move(wish), phrase});
    return {};
}

void Workstation::look(const ChartRequest& request)
{
    if (m_decks->engine)
        m_decks->engine->endpoint()->look(request);
}

api::ControlAnswer Workstation::kill(std::string source, bool flatten)
{
    m_latch.press(); // before anything that may take its time
    {
        const std::lock_guard lock{m_reachLock};
        if (m_reach == Reach::Latch)
            return {true, "killed: what is starting sends no order"};
        if (m_reach == Reach::Engine)
            pressKill({flatten, std::move(source)});
        else
            m_decks->latchFile->set(std::move(source), store::now());
    }
    const auto durable = m_decks->latchFile->outcome(kLatchPatience);
    if (!durable)
        return {true,
                "killed: no order leaves; open orders are being canceled. The disk is slow, and "
                "the latch is not on it yet"};
    if (!*durable)
        return {true, "killed for this run; the latch is not on disk: " + durable->error().what};
    return {true, "killed: no order leaves; open orders are being canceled"};
}

void Workstation::reach(Reach what)
{
    const std::lock_guard lock{m_reachLock};
    m_reach = what;
}

void Workstation::pressKill(command::Kill kill)
{
    // Past every busy thread: from here on no order's bytes leave.
    m_latch.press();
    if (m_decks->latchFile)
        m_decks->latchFile->set(kill.source, store::now());
    const auto snapshot = latest();
    m_killedAtVersion = snapshot ? snapshot->version + 1 : 1;
    if (m_decks->engine)
        m_decks->engine->endpoint()->push({Command{std::move(kill)}});
}

api::ControlAnswer Workstation::release(std::string phrase, std::string source)
{
    if (phrase != kReleasePhrase)
        return {false, "that is not the phrase: \"" + std::string{kReleasePhrase} + "\""};
    say(command::Release{std::move(phrase), std::move(source)});
    return {true, "released"};
}

api::ControlStatus Workstation::status()
{
    api::ControlStatus status;
    status.mode = m_options.mode;
    status.rules = m_options.rules;
    status.runId = m_runId;
    status.pid = QCoreApplication::applicationPid();
    status.since = m_since;
    status.sessionFile = m_sessionFile;
    status.dataFolder = runFolder().path().string();
    const auto snapshot = latest();
    if (!snapshot) {
        status.killPhase = m_latch.isSet() ? KillPhase::Cancelling : KillPhase::Off;
        return status;
    }
    status.armed = snapshot->armed;
    status.killPhase = snapshot->kill.phase;
    // Until the engine has seen this very kill, nothing of an earlier one counts.
    if (m_latch.isSet() &&
        (status.killPhase == KillPhase::Off || snapshot->version <= m_killedAtVersion))
        status.killPhase = KillPhase::Cancelling;
    status.killedSince = snapshot->kill.since;
    status.canceled = snapshot->kill.canceled;
    status.lastCanceledAfter = snapshot->kill.lastCanceledAfter;
    status.confirmedAfter = snapshot->kill.confirmedAfter;
    status.flattenedAfter = snapshot->kill.flattenedAfter;
    status.ordersOpen = snapshot->kill.ordersOpen;
    status.unconfirmed = status.killPhase == KillPhase::Cancelling ? snapshot->kill.ordersOpen : 0;
    status.positions = static_cast<std::int32_t>(snapshot->positions.size());
    status.naked = snapshot->kill.naked;
    status.suggestions = static_cast<std::int32_t>(snapshot->suggestions.size());
    status.booksAgreedAt = snapshot->booksAgreedAt;
    status.accountKnown = snapshot->account.known;
    status.equity = snapshot->account.equity;
    status.dayProfit = snapshot->account.dayProfit;
    for (const LinkHealth& link : snapshot->links)
        status.links.push_back(controlLink(link));
    return status;
}

std::shared_ptr<const Snapshot> Workstation::latest() const
{
    return m_decks->engine ? m_decks->engine->endpoint()->latest() : m_last;
}

void Workstation::setDurableLatch(bool set)
{
    if (set)
        m_decks->latchFile->set("engine", store::now());
    else
        m_decks->latchFile->clear();
}

/// One engine an account, whatever folder it keeps its data in, and one account a journal.
Result<void> Workstation::admit(const std::string& accountId)
{
    if (auto locked = lockAccount(accountId); !locked)
        return locked;
    return m_decks->journal->bindAccount(accountId);
}

Result<void> Workstation::lockAccount(const std::string& account)
{
    std::filesystem::path folder =
        QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation).toStdString();
    if (folder.empty())
        folder = store::dataRootOr("");
    std::error_code none; // who cannot make it cannot lock in it, and that is told
    std::filesystem::create_directories(folder, none);
    const std::string name = "tapedeck-" + std::string{toString(m_options.mode)} + "-" +
                             toHex(sha256(account)).substr(0, 16);
    auto lock = store::InstanceLock::acquire(folder / name);
    if (!lock)
        return fail(lock.error().code,
                    "this account is traded by another Tapedeck: " + lock.error().what);
    m_decks->accountLock.emplace(std::move(*lock));
    return {};
}

void Workstation::startAdapter(runtime::EngineWorker& engine)
{
    Decks& decks = *m_decks;
    // The adapter speaks to the engine through the start sequence, and that one to the adapter.
    InputSink* hears = &engine;
    if (m_options.mode != Mode::Practice) {
        decks.guard = std::make_unique<AccountGuard>(
            engine,
            [this](const std::string& accountId) { return admit(accountId); },
            [this](const Error& why) { emit failed(QString::fromStdString(why.what)); });
        hears = decks.guard.get();
    }
    decks.start = std::make_unique<StartSequence>(*hears,
                                                  m_config.watchlist,
                                                  m_options.mode == Mode::Practice
                                                      ? StartSequence::WatchlistOf::Venue
                                                      : StartSequence::WatchlistOf::Person,
                                                  kHistoryDays);
    alpaca::BrokerOptions options;
    options.seed = QRandomGenerator::system()->generate64();
    options.licence = m_licence;
    if (m_options.mode == Mode::Practice)
        options.rest.requestsPerMinute = kPracticeRequestsPerMinute;
    alpaca::FeedOptions feed;
    feed.quoteSizeMultiplier = m_config.feed.quoteSizeMultiplier;
    feed.encoding =
        m_config.feed.encoding == FeedEncoding::Json ? WireEncoding::Json : WireEncoding::MsgPack;
    feed.seed = options.seed ^ 1U;
    if (m_config.feed.entryBudget)
        feed.stream.symbolsMax =
            static_cast<std::size_t>(*m_config.feed.entryBudget / kFeedEntriesPerSymbol);
    const runtime::RunClock clock = decks.clock->get();
    feed.missedAfter =
        kMissedAfter * std::max<std::int64_t>(1, clock.speed().nanos() / kNanosPerUnit);
    decks.broker = std::make_unique<alpaca::Broker>(
        decks.account->login().duplicate(), m_latch, *decks.start, clock, options);
    decks.feed = std::make_unique<alpaca::MarketFeed>(
        decks.account->login().duplicate(), *decks.start, clock, feed, decks.broker.get());
    if (m_config.feed.news != NewsScope::Off) {
        alpaca::NewsOptions news;
        news.encoding = feed.encoding;
        news.seed = options.seed ^ 2U;
        news.onlyWanted = m_config.feed.news == NewsScope::Watchlist;
        decks.news = std::make_unique<alpaca::NewsFeed>(
            decks.account->login().duplicate(), *decks.start, clock, news, decks.broker.get());
    }
    // A tape has its own news: today's are none of it.
    if (m_options.mode != Mode::Practice && !m_config.feed.rss.empty()) {
        rss::RssOptions others;
        others.addresses = m_config.feed.rss;
        decks.rss = std::make_unique<rss::RssReader>(*decks.start, clock, others);
    }
    if (m_config.feed.options != OptionFeed::Off) {
        alpaca::FeedOptions contracts;
        contracts.link = Link::Options;
        contracts.optionFeed = m_config.feed.options;
        contracts.onlyWhenWanted = true;
        contracts.seed = feed.seed ^ 4U;
        contracts.stream.channels = {StreamChannel::Trades, StreamChannel::Quotes};
        contracts.stream.mindsSilence = false; // many contracts do not trade for hours
        decks.options = std::make_unique<alpaca::MarketFeed>(
            decks.account->login().duplicate(), *decks.start, clock, contracts);
    }
    decks.start->connectDecks(*decks.broker, decks.streams);
}

void Workstation::setClock(const runtime::RunClock& clock)
{
    m_decks->clock->set(clock);
    if (m_decks->broker)
        m_decks->broker->setClock(clock);
    if (m_decks->feed)
        m_decks->feed->setClock(clock);
    if (m_decks->news)
        m_decks->news->setClock(clock);
    if (m_decks->options)
        m_decks->options->setClock(clock);
    if (m_decks->rss)
        m_decks->rss->setClock(clock);
}

void Workstation::fillHealth(Snapshot& snapshot) const
{
    const bool working =
        std::any_of(snapshot.orders.begin(), snapshot.orders.end(), [](const OrderRow& order) {
            return !isTerminal(order.status);
        });
    if (m_decks->anchor) {
        if (std::string notice = m_decks->anchor->notice(); !notice.empty())
            snapshot.notices.push_back(std::move(notice));
    }
    const bool busy = working || !snapshot.positions.empty();
    m_decks->broker->setBusy(busy);
    m_decks->feed->setBusy(busy);

    std::vector<LinkHealth>& links = snapshot.links;
    std::vector<LinkHealth> figures = m_decks->broker->health();
    figures.push_back(m_decks->feed->health());
    if (m_decks->news)
        figures.push_back(m_decks->news->health());
    if (m_decks->options)
        figures.push_back(m_decks->options->health());
    if (m_decks->rss)
        m_decks->rss->setStreamAway(!m_decks->news ||
                                    m_decks->news->health().state != LinkState::Live);
    for (LinkHealth& link : links) {
        for (const LinkHealth& known : figures) {
            if (known.link == link.link)
                link = known;
        }
        if (link.link == Link::MarketData)
            link.dropped += m_decks->engine->endpoint()->conflatedQuotes();
        if (link.link == Link::Journal) {
            const auto counts = m_decks->journal->counts();
            link.messages = static_cast<std::int64_t>(counts.rowsWritten);
            link.dropped = static_cast<std::int64_t>(counts.rowsDropped);
            if (link.state == LinkState::Off) {
                link.state = LinkState::Live;
                link.since = m_journalSince;
            }
        }
        if (!link.notice.empty())
            snapshot.notices.push_back(link.notice);
    }
}

} // namespace tapedeck
