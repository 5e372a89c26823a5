#pragma once

#include "app/alpaca/endpoints.h"
#include "app/store/mode_folder.h"

#include <utility>

namespace tapedeck {

/// What a run orders with, and the journal that has it on record: of one mode, by their types.
class RecordedLogin
{
public:
    template <Mode M>
    RecordedLogin(alpaca::LoginOf<M> login, store::JournalFileOf<M> journal)
        : m_login{std::move(login)}, m_journal{std::move(journal)}
    {}

    [[nodiscard]] const alpaca::Login& login() const noexcept { return m_login; }
    [[nodiscard]] const store::JournalFile& journal() const noexcept { return m_journal; }

private:
    alpaca::Login m_login;
    store::JournalFile m_journal;
};

} // namespace tapedeck
