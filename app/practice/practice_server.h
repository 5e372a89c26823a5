#pragma once

#include "app/practice/options.h"
#include "app/practice/tape_time.h"
#include "base/result.h"

#include <QObject>
#include <QThread>

#include <memory>
#include <mutex>

namespace tapedeck::practice {

class ServerWorker;

/// The practice exchange as a server: market, matching engine and account behind Alpaca's own
/// protocol, HTTP and WebSocket on one port (docs/practice-exchange.md).
///
/// Lives on the thread that made it; the work is done there too, or on a thread of its own.
class PracticeServer : public QObject
{
    Q_OBJECT

public:
    enum class Runs : std::uint8_t
    {
        Here, ///< in the event loop of the thread that calls start()
        OnItsOwnThread
    };

    PracticeServer(PracticeOptions options, Runs runs, QObject* parent = nullptr);
    /// Stops it.
    ~PracticeServer() override;

    /// Reads the tape up to its start, restores or opens the account, and listens. Waits for all of
    /// that. Gives the port. Call it once. Errors: NotFound, Malformed (tape, history, account),
    /// Conflict (another tape's account), Unavailable (the port or the folder is in use), Io,
    /// OutOfRange (a host that is no address; a start past the tape's end).
    [[nodiscard]] Result<std::uint16_t> start();
    /// Closes all connections and writes how far the tape has come. From any thread where it runs
    /// on its own, else from the one that it lives on; waits for the end. Again does nothing.
    void stop();

    /// What went wrong so far, as `kind=count` (weather.h); empty where nothing was to. From the
    /// thread that does the work, before stop().
    [[nodiscard]] std::string weatherSummary() const;

    /// How to know the tape's time without asking. Any thread.
    [[nodiscard]] TapeTime tapeTime() const;

signals:
    /// tapeTime() has changed: at a jump to the next day, at the tape's end, or because the machine
    /// did not keep up. Emitted by the thread that does the work.
    void tapeTimeChanged();
    /// Nothing can be answered any more, and the server has stopped listening.
    void failed(const QString& why);

private:
    void publish(const TapeTime& time);

    Runs m_runs;
    PracticeOptions m_options;
    QThread m_thread;
    std::unique_ptr<ServerWorker> m_worker;
    std::mutex m_stopping;
    mutable std::mutex m_guard; ///< of m_time
    TapeTime m_time;
};

} // namespace tapedeck::practice
