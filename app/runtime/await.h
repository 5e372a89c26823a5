#pragma once

#include <QEventLoop>

#include <optional>
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

} // namespace tapedeck::runtime
