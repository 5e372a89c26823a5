#include "app/practice/practice_server.h"

#include "app/practice/server_worker.h"

namespace tapedeck::practice {

PracticeOptions PracticeOptions::clone() const
{
    PracticeOptions copy;
    copy.host = host;
    copy.port = port;
    copy.tape = tape;
    copy.history = history;
    copy.corporateActions = corporateActions;
    copy.optionTape = optionTape;
    copy.news = news;
    copy.plan = plan;
    copy.speed = speed;
    copy.start = start;
    copy.loop = loop;
    copy.seed = seed;
    copy.account = account;
    copy.fills = fills;
    copy.dataFolder = dataFolder;
    copy.resume = resume;
    copy.key = key;
    copy.secret = secret.duplicate();
    copy.rateLimit = rateLimit;
    copy.connections = connections;
    copy.streamSymbols = streamSymbols;
    copy.timeouts = timeouts;
    copy.faults = faults;
    return copy;
}

PracticeServer::PracticeServer(PracticeOptions options, Runs runs, QObject* parent)
    : QObject{parent}, m_runs{runs}, m_options{std::move(options)}
{
    m_thread.setObjectName(QStringLiteral("practice"));
}

PracticeServer::~PracticeServer()
{
    stop();
}

Result<std::uint16_t> PracticeServer::start()
{
    Result<std::uint16_t> port{0};
    const auto begin = [&] {
        m_worker = std::make_unique<ServerWorker>(m_options,
                                                  [this](const TapeTime& time) { publish(time); });
        connect(m_worker.get(), &ServerWorker::failed, this, &PracticeServer::failed);
        port = m_worker->start();
    };
    if (m_runs == Runs::Here) {
        begin();
    } else {
        // Made, used and destroyed on its thread: the database demands it.
        auto* there = new QObject;
        there->moveToThread(&m_thread);
        connect(&m_thread, &QThread::finished, there, &QObject::deleteLater);
        m_thread.start();
        QMetaObject::invokeMethod(there, begin, Qt::BlockingQueuedConnection);
    }
    if (!port)
        stop();
    return port;
}

void PracticeServer::stop()
{
    const std::lock_guard lock{m_stopping};
    if (m_runs == Runs::Here) {
        m_worker.reset();
        return;
    }
    if (!m_thread.isRunning())
        return;
    if (m_worker)
        QMetaObject::invokeMethod(
            m_worker.get(), [this] { m_worker.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

std::string PracticeServer::weatherSummary() const
{
    return m_worker ? m_worker->weatherSummary() : std::string{};
}

TapeTime PracticeServer::tapeTime() const
{
    const std::lock_guard lock{m_guard};
    return m_time;
}

void PracticeServer::publish(const TapeTime& time)
{
    {
        const std::lock_guard lock{m_guard};
        m_time = time;
    }
    emit tapeTimeChanged();
}

} // namespace tapedeck::practice
