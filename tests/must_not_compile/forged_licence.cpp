#include "risk/live_gate.h"

using namespace tapedeck;

#ifdef ILLEGAL
LiveLicence licence()
{
    return LiveLicence{""};
}
#else
Result<LiveLicence> licence()
{
    return LiveGate::admit(LiveStart{});
}
#endif
