#include "app/vault/keychain.h"

#include <QByteArray>
#include <qt6keychain/keychain.h>

#include <memory>
#include <utility>

namespace tapedeck::vault {

namespace {

const QString kService = QStringLiteral("tapedeck");

/// Takes the bytes and wipes them where they were, in the copy that the job keeps too: the array is
/// shared, so its non-const access would only wipe a new copy.
Secret takeFrom(const QByteArray& bytes)
{
    return Secret::takeFrom(
        {const_cast<char*>(bytes.constData()), static_cast<std::size_t>(bytes.size())});
}

} // namespace

Keychain::Keychain(std::chrono::milliseconds timeout, NewKeyring newKeyring, QObject* parent)
    : QObject{parent}, m_service{timeout, newKeyring}
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(timeout);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        failNow({ErrorCode::Unavailable, "the keychain did not answer in time"});
    });
}

void Keychain::queue(Step step, Failure failure)
{
    m_queue.push_back({std::move(step), std::move(failure)});
    if (m_queue.size() == 1)
        startNext();
}

void Keychain::startNext()
{
    m_timer.start();
    m_service.checkOpen([this, mine = m_finished](const Result<void>& open) {
        if (mine != m_finished)
            return;
        if (!open) {
            failNow(open.error());
            return;
        }
        const Step step = m_queue.front().step;
        step();
    });
}

void Keychain::finish(const Step& answer)
{
    m_timer.stop();
    ++m_finished;
    m_queue.pop_front();
    if (!m_queue.empty())
        startNext();
    answer();
}

void Keychain::failNow(const Error& error)
{
    const Failure failure = m_queue.front().failure;
    finish([&] { failure(error); });
}

void Keychain::startJob(QKeychain::Job* job, const QString& entry, std::function<void()> finished)
{
    job->setKey(entry);
    job->setInsecureFallback(false);
    connect(job,
            &QKeychain::Job::finished,
            this,
            [this, mine = m_finished, finished = std::move(finished)] {
                if (mine == m_finished)
                    finished();
            });
    job->start();
}

std::optional<Error> Keychain::errorOf(const QKeychain::Job& job) const
{
    // NoBackendAvailable is not what a missing backend gives, so no error is more telling than
    // another; the text goes to the person.
    if (job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound)
        return std::nullopt;
    const std::string why = job.errorString().toStdString();
    return Error{ErrorCode::Unavailable,
                 "there is no usable keychain (" + (why.empty() ? "no reason given" : why) +
                     "); install and unlock one, such as gnome-keyring"};
}

void Keychain::startRead(const QString& entry, ReadReply reply)
{
    auto* job = new QKeychain::ReadPasswordJob{kService};
    startJob(job, entry, [this, job, reply = std::move(reply)] {
        if (const auto error = errorOf(*job)) {
            failNow(*error);
            return;
        }
        std::optional<Secret> found;
        if (job->error() == QKeychain::NoError)
            found = takeFrom(job->binaryData());
        reply(std::move(found));
    });
}

void Keychain::read(const QString& entry, ReadReply reply)
{
    const auto answer = std::make_shared<ReadReply>(std::move(reply));
    queue(
        [this, entry, answer] {
            startRead(entry, [this, answer](Result<std::optional<Secret>> found) {
                finish([&] { (*answer)(std::move(found)); });
            });
        },
        [answer](Error error) { (*answer)(tl::unexpected{std::move(error)}); });
}

void Keychain::write(const QString& entry, Secret text, DoneReply reply)
{
    const auto held = std::make_shared<Secret>(std::move(text));
    const auto readBack = [this, entry, held, reply] {
        startRead(entry, [this, held, reply](const Result<std::optional<Secret>>& found) {
            if (!*found || (*found)->reveal() != held->reveal())
                failNow({ErrorCode::Unavailable, "the keychain did not keep what it was given"});
            else
                finish([&] { reply({}); });
        });
    };
    queue(
        [this, entry, held, readBack] {
            auto* job = new QKeychain::WritePasswordJob{kService};
            const std::string_view bytes = held->reveal();
            const QByteArray copy{bytes.data(), static_cast<qsizetype>(bytes.size())};
            job->setBinaryData(copy);
            startJob(job, entry, [this, job, copy, readBack] {
                (void)takeFrom(copy);
                if (const auto error = errorOf(*job))
                    failNow(*error);
                else
                    readBack();
            });
        },
        [reply](Error error) { reply(tl::unexpected{std::move(error)}); });
}

void Keychain::remove(const QString& entry, DoneReply reply)
{
    const auto readBack = [this, entry, reply] {
        startRead(entry, [this, reply](const Result<std::optional<Secret>>& found) {
            if (found->has_value())
                failNow({ErrorCode::Unavailable, "the keychain still has the keys"});
            else
                finish([&] { reply({}); });
        });
    };
    queue(
        [this, entry, readBack] {
            auto* job = new QKeychain::DeletePasswordJob{kService};
            startJob(job, entry, [this, job, readBack] {
                if (const auto error = errorOf(*job)) {
                    failNow(*error);
                    return;
                }
                // Locked meanwhile, "deleted" and "not found" would mean nothing.
                m_service.checkOpen([this, mine = m_finished, readBack](const Result<void>& open) {
                    if (mine != m_finished)
                        return;
                    if (open)
                        readBack();
                    else
                        failNow(open.error());
                });
            });
        },
        [reply](Error error) { reply(tl::unexpected{std::move(error)}); });
}

} // namespace tapedeck::vault
