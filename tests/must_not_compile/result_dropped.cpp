#include "base/result.h"

using namespace tapedeck;

Result<int> answer();

void ask()
{
#ifdef ILLEGAL
    answer();
#else
    static_cast<void>(answer());
#endif
}
