#include "app/commands/bench.h"

#include "app/alpaca/stream_socket.h"
#include "app/commands/report_line.h"
#include "app/runtime/inbox.h"
#include "app/runtime/run_clock.h"
#include "app/runtime/worker_thread.h"
#include "base/overloaded.h"
#include "config/load.h"
#include "engine/engine.h"
#include "engine/market_board.h"
#include "engine/sequencer.h"
#include "session/market_stream_session.h"
#include "wire/stock_decoder.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTimer>

#include <sys/resource.h>
#include <sysexits.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <optional>
#include <semaphore>

namespace tapedeck::commands {

namespace {

constexpr const char* kName = "bench";
constexpr std::string_view kEndSymbol = "ZZEND";
/// Batches on their way to the engine. Beyond them the socket is not read, so that the sender waits
/// and not our memory.
constexpr std::ptrdiff_t kBatchesMax = 512;
/// More symbols than a person watches are followed without strategies.
constexpr std::size_t kWatchedMax = 500;
constexpr int kTickMs = 200;

struct Options
{
    QUrl url;
    WireEncoding encoding = WireEncoding::MsgPack;
};

/// What the clocks say at one moment.
struct Moment
{
    Nanoseconds at = runtime::RunClock::sinceBoot();
    Nanoseconds processor{};

    static Moment now()
    {
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        const auto of = [](const timeval& time) {
            return Nanoseconds{std::chrono::seconds{time.tv_sec} +
                               std::chrono::microseconds{time.tv_usec}};
        };
        Moment moment;
        moment.processor = of(used.ru_utime) + of(used.ru_stime);
        return moment;
    }
};

/// One frame, and the symbols that were first seen in it; or why there will be none.
struct Batch
{
    std::vector<MarketEvent> events;
    std::vector<std::string> fresh;
    std::string problem;
};

/// Between the two threads.
struct Channel
{
    runtime::Inbox<Batch> batches;
    std::counting_semaphore<> room{kBatchesMax};
    std::atomic<bool> over{false};

    void fail(std::string why) { batches.push(Batch{{}, {}, std::move(why)}); }
};

/// Any key will do.
Secret madeUp(std::string text)
{
    return Secret::takeFrom(text);
}

/// The side of the socket, on its own thread as in the workstation.
class Feed final : public QObject
{
public:
    Feed(const Options& options, Channel& channel)
        : m_channel{channel}, m_session{1, wanted()}, m_socket{options.url,
                                                               handlers(),
                                                               this,
                                                               options.encoding}
    {
        connect(&m_timer, &QTimer::timeout, this, [this] {
            act([this](auto& out) { m_session.tick(runtime::RunClock::sinceBoot(), false, out); });
        });
        // The timer moves to the worker's thread with its parent.
        m_timer.setParent(this);
    }
    void begin()
    {
        m_timer.start(kTickMs);
        act([this](auto& out) { m_session.start(runtime::RunClock::sinceBoot(), out); });
        act([this](auto& out) { m_session.want({"*"}, runtime::RunClock::sinceBoot(), out); });
    }
    /// When the first market data came; nothing before. Once the channel is over, from any thread.
    [[nodiscard]] std::optional<Moment> startedAt() const { return m_started; }

private:
    static MarketStreamOptions wanted()
    {
        MarketStreamOptions options;
        options.channels = {StreamChannel::Trades, StreamChannel::Quotes};
        return options;
    }
    alpaca::StreamSocket::Handlers handlers()
    {
        const auto now = [] { return runtime::RunClock::sinceBoot(); };
        return {[this, now] { act([&](auto& out) { m_session.onOpened(now(), out); }); },
                [this](const QByteArray& frame) { onFrame(frame); },
                [this] { m_session.onPong(); },
                [this](const SocketClosed& closed) { m_channel.fail(closed.reason); }};
    }
    template <class Step>
    void act(Step&& step)
    {
        StreamActions actions;
        step(actions);
        for (const StreamAction& action : actions)
            std::visit(
                Overloaded{[this](const action::OpenSocket&) { m_socket.open(); },
                           [this](const action::SendAuth&) {
                               m_socket.sendSecret(
                                   encodeStreamAuth(madeUp("PKBENCH"), madeUp("bench")));
                           },
                           [this](const action::SendText& text) { m_socket.sendText(text.text); },
                           [this](const action::SendPing&) { m_socket.ping(); },
                           [this](const action::Notice& notice) { m_channel.fail(notice.text); },
                           [](const auto&) {}},
                action);
    }
    void onFrame(const QByteArray& frame)
    {
        if (m_channel.over.load())
            return;
        std::optional<Moment> before;
        if (!m_started)
            before = Moment::now();
        Batch batch;
        m_controls.clear();
        const std::size_t known = m_symbols.size();
        const auto decoded = m_decoder.decode(
            {frame.constData(), static_cast<std::size_t>(frame.size())}, batch.events, m_controls);
        if (!decoded) {
            m_channel.fail(decoded.error().what);
            return;
        }
        for (const StreamControl& control : m_controls) {
            act([&](auto& out) {
                m_session.onControl(control, runtime::RunClock::sinceBoot(), out);
            });
        }
        if (batch.events.empty())
            return;
        if (!m_started)
            m_started = before;
        for (std::size_t id = known; id < m_symbols.size(); ++id)
            batch.fresh.emplace_back(m_symbols.text(static_cast<SymbolId>(id)));
        m_session.onData(runtime::RunClock::sinceBoot());
        m_channel.room.acquire();
        m_channel.batches.push(std::move(batch));
    }

    Channel& m_channel;
    MarketStreamSession m_session;
    alpaca::StreamSocket m_socket;
    QTimer m_timer;
    Symbols m_symbols;
    StockDecoder m_decoder{m_symbols, {UnknownSymbols::Intern, 1}};
    std::vector<StreamControl> m_controls; ///< scratch
    std::optional<Moment> m_started;
};

/// How old messages were when the engine had taken them in; asked for by LATENCY.
class Latencies
{
public:
    void note(Timestamp at, Timestamp now)
    {
        if (m_wanted)
            m_all.push_back(now - at);
    }
    void print()
    {
        if (m_all.empty())
            return;
        std::sort(m_all.begin(), m_all.end());
        const auto us = [this](std::size_t place) {
            return std::chrono::duration<double, std::micro>(m_all[place]).count();
        };
        std::printf(" p50_us=%.1f p99_us=%.1f max_us=%.1f",
                    us(m_all.size() / 2),
                    us(m_all.size() * 99 / 100),
                    us(m_all.size() - 1));
    }
    [[nodiscard]] bool wanted() const noexcept { return m_wanted; }

private:
    bool m_wanted = qEnvironmentVariableIsSet("LATENCY");
    std::vector<Nanoseconds> m_all;
};

/// The side of the engine: all that a tick leads to in the workstation, strategies included. Its
/// time is that of the messages.
class Ingest
{
public:
    explicit Ingest(TradingConfig config) : m_config{std::move(config)} {}

    /// True after the trade that ends the measurement.
    bool take(Batch& batch)
    {
        if (!m_started)
            start(timeOf(batch.events.front()));
        if (!batch.fresh.empty())
            follow(batch.fresh);
        for (MarketEvent& event : batch.events) {
            ++m_messages;
            const SymbolId symbol = symbolOf(event);
            const Timestamp at = timeOf(event);
            const bool last = symbol == m_end && std::holds_alternative<Trade>(event);
            step(at, std::move(event));
            if (m_latencies.wanted())
                m_latencies.note(at, m_clock.now());
            if (last)
                return true;
        }
        return false;
    }
    void print(const Moment& from, const Moment& to)
    {
        const auto seconds = [](Nanoseconds span) {
            return std::chrono::duration<double>(span).count();
        };
        std::printf("messages=%llu seconds=%.6f cpu=%.6f check=%.4f",
                    static_cast<unsigned long long>(m_messages),
                    seconds(to.at - from.at),
                    seconds(to.processor - from.processor),
                    check());
        m_latencies.print();
        std::printf("\n");
    }

private:
    void start(Timestamp at)
    {
        m_started = true;
        input::Started started;
        started.runId = "bench";
        started.mode = Mode::Practice;
        started.config = m_config;
        step(at, std::move(started));
    }
    void follow(const std::vector<std::string>& fresh)
    {
        for (const std::string& symbol : fresh) {
            const auto id = m_engine.symbols().intern(symbol);
            if (id && symbol == kEndSymbol)
                m_end = *id;
            else if (m_watched.size() < kWatchedMax)
                m_watched.push_back(symbol);
        }
        step(m_sequencer.at(), Command{command::SetWatchlist{m_watched}});
    }
    void step(Timestamp at, InputWhat what)
    {
        m_sequencer.take(std::max(at, m_sequencer.at()), std::move(what), [this](const Input& in) {
            m_outputs.clear();
            m_engine.step(in, m_outputs);
        });
    }
    /// Over all symbols but the last one: last price and mean of the last minute.
    [[nodiscard]] double check() const
    {
        double sum = 0;
        for (const auto& market : m_engine.market().all()) {
            if (!market || market->symbol() == m_end || !market->window().last())
                continue;
            const double last = market->window().last()->toDouble();
            sum += last + market->window().mean(Span::Seconds60).value_or(last);
        }
        return sum;
    }

    TradingConfig m_config;
    Engine m_engine;
    Sequencer m_sequencer;
    std::vector<Output> m_outputs;
    std::vector<std::string> m_watched;
    std::optional<SymbolId> m_end;
    Latencies m_latencies;
    runtime::RunClock m_clock = runtime::RunClock::utc();
    std::uint64_t m_messages = 0;
    bool m_started = false;
};

Result<Options> parseOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption url{"url", "", "url"};
    const QCommandLineOption encoding{"encoding", "", "name", "msgpack"};
    parser.addOptions({url, encoding});
    if (!parser.parse(QStringList{kName} + arguments))
        return fail(ErrorCode::Malformed, parser.errorText().toStdString());
    if (parser.positionalArguments() != QStringList{"ingest"})
        return fail(ErrorCode::Malformed, "say what to measure: tapedeck bench ingest --url URL");
    Options options;
    options.url = QUrl{parser.value(url), QUrl::StrictMode};
    if (options.url.scheme() != "ws" || options.url.host().isEmpty())
        return fail(ErrorCode::Malformed,
                    "name the server, with --url ws://HOST:PORT/v2/iex (keys are made up, so "
                    "nothing but ws is spoken)");
    if (parser.value(encoding) == "json")
        options.encoding = WireEncoding::Json;
    else if (parser.value(encoding) != "msgpack")
        return fail(ErrorCode::Malformed, "--encoding is json or msgpack");
    return options;
}

} // namespace

int benchCommand(const QStringList& arguments)
{
    const auto options = parseOptions(arguments);
    if (!options)
        return complain(kName, EX_USAGE, options.error().what);
    auto config = loadConfig(Mode::Practice, Rules::Automatic, "");
    if (!config)
        return complain(kName, config.error());
    Channel channel;
    Ingest ingest{std::move(*config)};
    std::string problem;
    std::optional<Moment> end;
    QObject context;
    channel.batches.attach(&context, [&] {
        for (Batch& batch : channel.batches.takeAll()) {
            if (channel.over.load())
                return;
            problem = std::move(batch.problem);
            const bool last = problem.empty() && ingest.take(batch);
            if (last)
                end = Moment::now();
            channel.over.store(last || !problem.empty());
            channel.room.release();
            if (channel.over.load())
                QCoreApplication::quit();
        }
    });
    std::optional<Moment> start;
    {
        runtime::WorkerThread<Feed> feed{"feed", std::make_unique<Feed>(*options, channel)};
        Feed* const worker = feed.endpoint();
        QMetaObject::invokeMethod(
            worker, [worker] { worker->begin(); }, Qt::QueuedConnection);
        feed.start();
        QCoreApplication::exec();
        start = worker->startedAt();
        channel.room.release(kBatchesMax);
    }
    if (!end)
        return complain(kName, EX_UNAVAILABLE, problem);
    ingest.print(*start, *end);
    return EX_OK;
}

} // namespace tapedeck::commands
