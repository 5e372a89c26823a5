#include "app/credentials.h"

#include "app/alpaca/key_test.h"

#include <QEventLoop>

namespace tapedeck {

Credentials::Credentials()
    : m_store{vault::Probes{[](PaperKeys keys, TestReply reply) {
                                alpaca::testKeys(std::move(keys), std::move(reply));
                            },
                            [](LiveKeys keys, TestReply reply) {
                                alpaca::testKeys(std::move(keys), std::move(reply));
                            }}}
{}

Result<PaperKeys> Credentials::paperKeys()
{
    std::optional<Result<std::optional<PaperKeys>>> answer;
    QEventLoop wait;
    m_store.loadPaper([&](Result<std::optional<PaperKeys>> keys) {
        answer.emplace(std::move(keys));
        wait.quit();
    });
    if (!answer)
        wait.exec();
    if (!*answer)
        return tl::unexpected<Error>{answer->error()};
    if (!**answer)
        return fail(
            ErrorCode::NotFound,
            "there are no keys for paper trading yet: start `tapedeck` (practice), enter them "
            "in Settings, Accounts, and start `tapedeck --paper` again");
    return std::move(***answer);
}

bool Credentials::anyStored()
{
    bool any = false;
    for (const Mode mode : {Mode::Paper, Mode::Live}) {
        bool answered = false;
        QEventLoop wait;
        status(mode, [&](const Result<Status>& status) {
            any = any || (status && status->present);
            answered = true;
            wait.quit();
        });
        if (!answered)
            wait.exec();
    }
    return any;
}

} // namespace tapedeck
