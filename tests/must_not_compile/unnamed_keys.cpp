#include "app/alpaca/endpoints.h"

#include <utility>

using namespace tapedeck;

alpaca::LoginOf<Mode::Live> login(Secret id, Secret secret)
{
#ifdef ILLEGAL
    return alpaca::Login::live({std::move(id), std::move(secret)}, FeedSource::Iex);
#else
    return alpaca::Login::live(LiveKeys{std::move(id), std::move(secret)}, FeedSource::Iex);
#endif
}
