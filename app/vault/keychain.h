#pragma once

#include "app/vault/secret_service.h"
#include "base/result.h"
#include "base/secret.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

namespace QKeychain {
class Job;
}

namespace tapedeck::vault {

/// The system's keychain through QtKeychain, made honest: what it says is believed only where the
/// keychain is known to be open, and what it did is read back. One request at a time, each with a
/// time limit; answers come later, on this object's thread, which needs an event loop.
///
/// Every error is Unavailable and says why there is no keychain.
class Keychain : public QObject
{
public:
    using ReadReply = std::function<void(Result<std::optional<Secret>>)>;
    using DoneReply = std::function<void(Result<void>)>;

    explicit Keychain(std::chrono::milliseconds timeout,
                      NewKeyring newKeyring = NewKeyring::Allowed,
                      QObject* parent = nullptr);

    /// Nothing where the keychain is open and has no such entry.
    void read(const QString& entry, ReadReply reply);
    void write(const QString& entry, Secret text, DoneReply reply);
    /// No error means: it is not there any more.
    void remove(const QString& entry, DoneReply reply);

private:
    using Step = std::function<void()>;
    using Failure = std::function<void(Error)>;

    /// Queues an operation: its first step after the keychain was found open, and what to do when
    /// it was not or when the time is up.
    void queue(Step step, Failure failure);
    void startNext();
    /// Ends the operation in progress and then runs `answer`.
    void finish(const Step& answer);
    void failNow(const Error& error);

    void startRead(const QString& entry, ReadReply reply);
    void startJob(QKeychain::Job* job, const QString& entry, std::function<void()> finished);
    [[nodiscard]] std::optional<Error> errorOf(const QKeychain::Job& job) const;

    struct Operation
    {
        Step step;
        Failure failure;
    };

    SecretService m_service;
    QTimer m_timer;
    std::deque<Operation> m_queue; ///< the first is in progress
    std::uint64_t m_finished = 0;  ///< tells answers that come too late
};

} // namespace tapedeck::vault
