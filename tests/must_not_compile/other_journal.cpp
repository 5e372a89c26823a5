#include "app/recorded_login.h"

#include <utility>

using namespace tapedeck;

RecordedLogin recorded(LiveKeys keys, const std::filesystem::path& root)
{
#ifdef ILLEGAL
    store::PaperJournal journal{root};
#else
    store::LiveJournal journal{root};
#endif
    return {alpaca::Login::live(std::move(keys), FeedSource::Iex), std::move(journal)};
}
