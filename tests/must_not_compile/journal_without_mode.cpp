#include "app/store/journal_reader.h"

using namespace tapedeck;

Result<store::JournalReader> reader(const std::filesystem::path& root)
{
#ifdef ILLEGAL
    return store::JournalReader::open(root / "paper" / "journal.sqlite");
#else
    return store::JournalReader::open(store::PaperJournal{root});
#endif
}
