#include "app/live_gatekeeper.h"

using namespace tapedeck;

Result<void>
remember(const LiveSources& sources, const ChainHead& head, const std::filesystem::path& root)
{
#ifdef ILLEGAL
    const store::PaperJournal journal{root};
#else
    const store::LiveJournal journal{root};
#endif
    return sources.anchorLive(journal, head);
}
