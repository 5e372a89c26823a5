#include "app/alpaca/endpoints.h"

#include <utility>

using namespace tapedeck;

alpaca::Login liveLogin(LiveKeys keys)
{
#ifdef ILLEGAL
    const auto hosts = alpaca::Endpoints::paper(FeedSource::Iex);
#else
    const auto hosts = alpaca::Endpoints::live(FeedSource::Iex);
#endif
    return alpaca::LoginOf{std::move(keys), hosts, FeedSource::Iex};
}
