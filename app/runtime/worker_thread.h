#pragma once

#include <QObject>
#include <QString>
#include <QThread>

#include <memory>

namespace tapedeck::runtime {

/// A worker object on a thread of its own. Declare it after everything that the worker uses: it
/// joins first. The worker has no parent, is never called directly from outside, and dies on its
/// own thread.
template <class Worker>
class WorkerThread
{
public:
    WorkerThread(const QString& name, std::unique_ptr<Worker> worker) : m_worker{worker.release()}
    {
        m_thread.setObjectName(name);
        m_worker->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    }
    ~WorkerThread()
    {
        if (!m_thread.isRunning()) {
            delete m_worker;
            return;
        }
        m_thread.quit();
        m_thread.wait();
    }
    WorkerThread(const WorkerThread&) = delete;
    WorkerThread& operator=(const WorkerThread&) = delete;

    /// After the last connect().
    void start() { m_thread.start(); }
    [[nodiscard]] bool isRunning() const noexcept { return m_thread.isRunning(); }
    /// For connect() and for the worker's thread-safe calls.
    [[nodiscard]] Worker* endpoint() const noexcept { return m_worker; }

private:
    QThread m_thread;
    Worker* m_worker;
};

} // namespace tapedeck::runtime
