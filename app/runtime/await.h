#pragma once

#include <QEventLoop>
#include <QThread>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace tapedeck::runtime {

/// Serves this thread's event loop until the answer has come, which `ask` may also give before it
/// returns. Whoever is asked has a time limit of its own.
template <class T, class Ask>
[[nodiscard]] T await(const Ask& ask)
{
    std::optional<T> answer;
    QEventLoop wait;
    ask([&](T given) {
        answer.emplace(std::move(given));
        wait.quit();
    });
    if (!answer)
        wait.exec();
    return std::move(*answer);
}

/// The same for work that blocks its thread: it gets one of its own.
template <class Work>
[[nodiscard]] std::invoke_result_t<Work> awaitBlocking(const Work& work)
{
    std::optional<std::invoke_result_t<Work>> answer;
    const std::unique_ptr<QThread> thread{
        QThread::create([&answer, &work] { answer.emplace(work()); })};
    QEventLoop wait;
    QObject::connect(thread.get(), &QThread::finished, &wait, &QEventLoop::quit);
    thread->start();
    wait.exec();
    thread->wait();
    return std::move(*answer);
}

} // namespace tapedeck::runtime
