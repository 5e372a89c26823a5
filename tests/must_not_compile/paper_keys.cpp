#include "app/alpaca/endpoints.h"

#include <utility>

using namespace tapedeck;

alpaca::Login liveLogin(LiveKeys live, PaperKeys paper)
{
#ifdef ILLEGAL
    return alpaca::Login::live(std::move(paper), FeedSource::Iex);
#else
    (void)alpaca::Login::paper(std::move(paper), FeedSource::Iex);
    return alpaca::Login::live(std::move(live), FeedSource::Iex);
#endif
}
