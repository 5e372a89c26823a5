#include "app/runtime/inbox.h"
#include "app/runtime/worker_thread.h"

#include <QCoreApplication>
#include <QProcess>

#include <array>
#include <atomic>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

// What ThreadSanitizer must report, and what it must not (tests/sanitizer/CMakeLists.txt runs
// each). Threads wait for each other with relaxed atomics only, in which it sees no order: whether
// a race is found must not depend on the moment.

namespace {

using tapedeck::runtime::WorkerThread;
using Work = std::function<void()>;

class Worker final : public QObject
{
    Q_OBJECT

public:
    explicit Worker(Work work) : m_work{std::move(work)} {}
    void awaitDone() const
    {
        while (!m_done.load(std::memory_order_relaxed))
            QThread::yieldCurrentThread();
    }

public slots:
    void run()
    {
        m_work();
        m_done.store(true, std::memory_order_relaxed);
    }

private:
    Work m_work;
    std::atomic<bool> m_done{false};
};

class Crew
{
public:
    explicit Crew(Work work) : m_thread{"crew", std::make_unique<Worker>(std::move(work))}
    {
        QMetaObject::invokeMethod(m_thread.endpoint(), &Worker::run, Qt::QueuedConnection);
        m_thread.start();
    }
    void awaitDone() const { m_thread.endpoint()->awaitDone(); }
    [[nodiscard]] Worker* endpoint() const { return m_thread.endpoint(); }

private:
    WorkerThread<Worker> m_thread;
};

int counter = 0;

void count()
{
    for (int i = 0; i < 1'000; ++i)
        ++counter;
}

void twoWorkers()
{
    const Crew one{count};
    const Crew other{count};
    one.awaitDone();
    other.awaitDone();
}

void mainAndWorker()
{
    const Crew worker{count};
    worker.awaitDone();
    count();
}

/// In a call that was posted to a running thread, with what it carries.
void postedCall()
{
    std::atomic<bool> done{false};
    const Crew one{[] {}};
    const Crew other{count};
    other.awaitDone();
    one.awaitDone();
    QMetaObject::invokeMethod(
        one.endpoint(),
        [&done, payload = std::make_shared<std::string>("something to carry")] {
            if (!payload->empty())
                count();
            done.store(true, std::memory_order_relaxed);
        },
        Qt::QueuedConnection);
    while (!done.load(std::memory_order_relaxed))
        QThread::yieldCurrentThread();
}

/// Through a function that TSan intercepts instead of an access that was compiled in.
void copiedBytes()
{
    static std::array<char, 4'096> from{};
    static std::array<char, 4'096> to{};
    static volatile std::size_t size = to.size();
    const auto copy = [] { std::memcpy(to.data(), from.data(), size); };
    const Crew one{copy};
    const Crew other{copy};
    one.awaitDone();
    other.awaitDone();
}

/// One still reads what the other destroys.
void destroyed()
{
    auto* const number = new int{1};
    const Crew one{[number] { [[maybe_unused]] const volatile int seen = *number; }};
    one.awaitDone();
    const Crew other{[number] { delete number; }};
    other.awaitDone();
}

/// All accesses are inside of Qt, but it is not Qt's fault.
void textOfQt()
{
    static QString text;
    const auto write = [] {
        for (int i = 0; i < 1'000; ++i)
            text.append(QStringLiteral("some text"));
    };
    const Crew one{write};
    one.awaitDone();
    const Crew other{write};
    other.awaitDone();
}

/// Not a race, but as little to be hidden.
void lockOrder()
{
    static std::mutex first;
    static std::mutex second;
    const Crew one{[] {
        const std::scoped_lock a{first};
        const std::scoped_lock b{second};
    }};
    one.awaitDone();
    const Crew other{[] {
        const std::scoped_lock b{second};
        const std::scoped_lock a{first};
    }};
    other.awaitDone();
}

/// A child process must not switch the sanitizer off for the thread that started it.
void afterAChild()
{
    QProcess::execute("true");
    mainAndWorker();
}

/// Everything that goes from thread to thread here is ordered by Qt.
void handedOver()
{
    QProcess::execute("true");
    int seen = 0;
    std::string answer;
    {
        WorkerThread<Worker> thread{"crew", std::make_unique<Worker>([&seen] { ++seen; })};
        Worker* const worker = thread.endpoint();
        thread.start();
        ++seen;
        QMetaObject::invokeMethod(worker, &Worker::run, Qt::QueuedConnection);
        QMetaObject::invokeMethod(
            worker, [&seen] { ++seen; }, Qt::BlockingQueuedConnection);
        ++seen;
        QMetaObject::invokeMethod(
            worker,
            [&answer, question = std::make_shared<std::string>("question")] {
                auto reply = std::make_shared<std::string>(*question + ", answer");
                QMetaObject::invokeMethod(
                    qApp,
                    [&answer, reply = std::move(reply)] {
                        answer = *reply;
                        QCoreApplication::quit();
                    },
                    Qt::QueuedConnection);
            },
            Qt::QueuedConnection);
        QCoreApplication::exec();
        QMetaObject::invokeMethod(worker, &Worker::run, Qt::QueuedConnection);
    }
    std::cout << answer << ' ' << seen << '\n';
}

/// What the mutex orders, too, after a child.
void pushed()
{
    QProcess::execute("true");
    tapedeck::runtime::Inbox<std::string> inbox;
    std::atomic<std::size_t> received{0};
    constexpr std::size_t kItems = 100;
    QObject* context = nullptr;
    const Crew crew{[&] {
        context = new QObject;
        inbox.attach(context, [&] { received += inbox.takeAll().size(); });
    }};
    for (std::size_t i = 0; i < kItems; ++i)
        inbox.push(std::string(100, 'x'));
    while (received < kItems)
        QThread::yieldCurrentThread();
    QMetaObject::invokeMethod(
        crew.endpoint(), [context] { delete context; }, Qt::BlockingQueuedConnection);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application{argc, argv};
    const std::map<std::string, void (*)()> cases{{"two_workers", twoWorkers},
                                                  {"main_and_worker", mainAndWorker},
                                                  {"posted_call", postedCall},
                                                  {"copied_bytes", copiedBytes},
                                                  {"destroyed", destroyed},
                                                  {"lock_order", lockOrder},
                                                  {"text_of_qt", textOfQt},
                                                  {"after_a_child", afterAChild},
                                                  {"handed_over", handedOver},
                                                  {"pushed", pushed}};
    const auto found = cases.find(argc == 2 ? argv[1] : "");
    if (found == cases.end())
        return 2;
    found->second();
    std::cout << "counted to " << counter << '\n';
    return 0;
}

#include "race_on_purpose.moc"
