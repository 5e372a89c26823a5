#include "app/alpaca/endpoints.h"

#include <utility>

using namespace tapedeck;

void renew(alpaca::LoginOf<Mode::Live>& login, alpaca::LoginOf<Mode::Paper> other)
{
#ifdef ILLEGAL
    static_cast<alpaca::Login&>(login) = std::move(other);
#else
    (void)login.mode();
    (void)other.mode();
#endif
}
