// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): as the sanitizer names
// them
/// Far enough back that the other side of a race is known.
extern "C" const char* __tsan_default_options()
{
    return "history_size=7";
}

/// libdbus takes two locks of its own in one order and in the other, on threads of Qt. Qt's own
/// lock for readers and writers is on a stack only while it works on what it is made of.
extern "C" const char* __tsan_default_suppressions()
{
    return "deadlock:libdbus-1.so\nrace:^QReadWriteLock::\n";
}

// A program without Qt needs nothing else.
#if __has_include(<QThread>)

#include <QMetaObject>
#include <QThread>
#include <QThreadStorage>

#include <dlfcn.h>
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/tsan_interface.h>

#include <array>
#include <cstdarg>
#include <cstddef>
#include <optional>
#include <string_view>

// What ThreadSanitizer has to be told about a Qt that was not built for it; every program of the
// preset `tsan` has it. Qt's locks and atomics are inlined into it and not seen, so the order in
// which one thread comes after another through Qt is said here, at the calls that make it. Not one
// of them orders more than Qt itself does. tests/sanitizer keeps it honest.
//
// These are calls of the program into a library, so a definition in the program comes first, and
// passes on to Qt's. If another Qt or another runtime of the sanitizer does not use them, reports
// appear that are not true; none disappears.

extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);
extern "C" void AnnotateIgnoreWritesBegin(const char* file, int line);
extern "C" void AnnotateIgnoreWritesEnd(const char* file, int line);

namespace {

template <class Function>
Function* next(const char* symbol)
{
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, symbol));
}

std::string_view moduleOf(void* code, std::array<char, 4'096>& path)
{
    void* offset = nullptr;
    if (__sanitizer_get_module_and_offset_for_pc(code, path.data(), path.size(), &offset) == 0)
        return {};
    return path.data();
}

/// A posted call: what its sender did before comes before it, and, if the sender waits for it, it
/// comes before what the sender does next.
class PostedCall final : public QtPrivate::QSlotObjectBase
{
public:
    PostedCall(QtPrivate::QSlotObjectBase* call, void* answered)
        : QSlotObjectBase{&act}, m_call{call}, m_answered{answered}
    {
        __tsan_release(this);
    }

private:
    static void act(int which, QSlotObjectBase* base, QObject* receiver, void** values, bool*)
    {
        auto* const self = static_cast<PostedCall*>(base);
        __tsan_acquire(self);
        if (which == Call)
            self->m_call->call(receiver, values);
        else if (which == Destroy)
            self->m_call->destroyIfLastRef();
        if (self->m_answered != nullptr)
            __tsan_release(self->m_answered);
        __tsan_release(self); // whoever destroys it comes after whoever called it
        if (which == Destroy)
            delete self;
    }

    QtPrivate::QSlotObjectBase* m_call;
    void* m_answered; ///< nobody waits: null
};

/// What this thread does while it lives are Qt's own affairs, guarded by Qt's locks.
class InsideOfQt
{
public:
    InsideOfQt()
    {
        AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
        AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    }
    ~InsideOfQt()
    {
        AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
        AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
    }
    InsideOfQt(const InsideOfQt&) = delete;
    InsideOfQt& operator=(const InsideOfQt&) = delete;
};

/// Destroyed by Qt at the end of its thread, after the objects that die with it.
class EndOfThread
{
public:
    EndOfThread(void* thread, bool isOfQt) : m_thread{thread}
    {
        if (isOfQt)
            m_inside.emplace();
    }
    ~EndOfThread() { __tsan_release(m_thread); }
    EndOfThread(const EndOfThread&) = delete;
    EndOfThread& operator=(const EndOfThread&) = delete;

private:
    void* m_thread;
    std::optional<InsideOfQt> m_inside;
};

QThreadStorage<EndOfThread*> endOfThread;

} // namespace

bool QMetaObject::invokeMethodImpl(QObject* object,
                                   QtPrivate::QSlotObjectBase* slot,
                                   Qt::ConnectionType type,
                                   void* result)
{
    using Invoke = bool(QObject*, QtPrivate::QSlotObjectBase*, Qt::ConnectionType, void*);
    static const auto invoke = next<Invoke>(
        "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14"
        "ConnectionTypeEPv");
    char answered = 0;
    const bool waits = type == Qt::BlockingQueuedConnection;
    auto* const call = new PostedCall{slot, waits ? &answered : nullptr};
    // What is called at once is called in there.
    if (type == Qt::DirectConnection || type == Qt::AutoConnection)
        return invoke(object, call, type, result);
    bool ok = false;
    {
        const InsideOfQt inside;
        ok = invoke(object, call, type, result);
    }
    if (waits)
        __tsan_acquire(&answered);
    return ok;
}

void QThread::start(Priority priority)
{
    static const auto start = next<void(QThread*, Priority)>("_ZN7QThread5startENS_8PriorityE");
    // QNetworkAccessManager, for one, has a thread on which nothing of ours runs.
    std::array<char, 4'096> caller{};
    std::array<char, 4'096> program{};
    const bool isOfQt = moduleOf(__builtin_return_address(0), caller) !=
                        moduleOf(reinterpret_cast<void*>(&moduleOf), program);
    connect(
        this,
        &QThread::started,
        this,
        [this, isOfQt] {
            endOfThread.setLocalData(new EndOfThread{this, isOfQt});
        },
        Qt::DirectConnection);
    // Emitted by the thread when it has left its event loop, before it destroys what dies with it.
    connect(
        this, &QThread::finished, this, [this] { __tsan_acquire(this); }, Qt::DirectConnection);
    start(this, priority);
}

void QThread::quit()
{
    static const auto quit = next<void(QThread*)>("_ZN7QThread4quitEv");
    __tsan_release(this);
    quit(this);
}

bool QThread::wait(QDeadlineTimer deadline)
{
    static const auto wait =
        next<bool(QThread*, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool ended = wait(this, deadline);
    if (ended)
        __tsan_acquire(this);
    return ended;
}

/// QProcess begins a child in the memory of its parent. GCC's ThreadSanitizer takes it for a fork,
/// and switches itself off for the thread: in the child, and so in the parent, for good.
extern "C" int clone(int (*body)(void*), void* stack, int flags, void* argument, ...)
{
    using Clone = int(int (*)(void*), void*, int, void*, ...);
    static const auto libc =
        reinterpret_cast<Clone*>(dlsym(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), "clone"));
    std::va_list more;
    va_start(more, argument);
    void* const parentId = va_arg(more, void*);
    void* const storage = va_arg(more, void*);
    void* const childId = va_arg(more, void*);
    va_end(more);
    return libc(body, stack, flags, argument, parentId, storage, childId);
}

extern "C" int __tsan_get_report_data(void* report,
                                      const char** description,
                                      int* count,
                                      int* stacks,
                                      int* accesses,
                                      int* locations,
                                      int* mutexes,
                                      int* threads,
                                      int* threadIds,
                                      void** sleepTrace,
                                      unsigned long traceSize);
extern "C" int __tsan_get_report_mop(void* report,
                                     unsigned long index,
                                     int* thread,
                                     void** address,
                                     int* size,
                                     int* isWrite,
                                     int* isAtomic,
                                     void** trace,
                                     unsigned long traceSize);

namespace __tsan {

struct ReportDesc;

namespace {

constexpr std::size_t kFrames = 256;

struct Access
{
    bool isKnown = false;
    bool isTheirs = false; ///< a library's: memmove, free and the like, not called by us
    bool isBare = false;   ///< nothing of ours is on the stack
    bool isGrowth = false; ///< of a container of Qt
};

int accessCountOf(void* report)
{
    const char* description = nullptr;
    int accesses = 0;
    int ignored = 0;
    void* trace = nullptr;
    __tsan_get_report_data(report,
                           &description,
                           &ignored,
                           &ignored,
                           &accesses,
                           &ignored,
                           &ignored,
                           &ignored,
                           &ignored,
                           &trace,
                           1);
    return accesses;
}

bool isGrowthOfContainer(void* code)
{
    Dl_info symbol{};
    return dladdr(code, &symbol) != 0 && symbol.dli_sname != nullptr &&
           std::string_view{symbol.dli_sname}.starts_with("_ZN10QArrayData19reallocateUnaligned");
}

Access accessOf(void* report, unsigned long index)
{
    int ignored = 0;
    void* address = nullptr;
    std::array<void*, kFrames> frames{};
    __tsan_get_report_mop(report,
                          index,
                          &ignored,
                          &address,
                          &ignored,
                          &ignored,
                          &ignored,
                          frames.data(),
                          frames.size());
    std::array<char, 4'096> own{};
    const std::string_view program = moduleOf(reinterpret_cast<void*>(&accessOf), own);
    Access access;
    for (void* const frame : frames) {
        std::array<char, 4'096> path{};
        const std::string_view module =
            frame == nullptr ? std::string_view{} : moduleOf(frame, path);
        if (module.empty())
            break;
        const bool isOurs = module == program;
        // What these do, they do for their caller.
        const bool isMeans = module.find("/libtsan.") != std::string_view::npos ||
                             module.find("/libstdc++.") != std::string_view::npos;
        if (!access.isKnown && !isMeans)
            access = {true, !isOurs, true, isGrowthOfContainer(frame)};
        if (isOurs)
            access.isBare = false;
    }
    return access;
}

} // namespace

/// Says whether to keep silent. A library that was not built for the sanitizer is quiet about
/// itself: one access is its own, with nothing of ours on the stack, and the other is its as well.
/// The other case is two threads that both let a table of Qt grow that Qt guards, such as the one
/// of types; two that let one text or list of ours grow are found by what they write into it.
bool OnReport(const ReportDesc* report, bool suppressed)
{
    void* const data = const_cast<ReportDesc*>(report);
    if (suppressed || accessCountOf(data) != 2)
        return suppressed;
    const Access one = accessOf(data, 0);
    const Access other = accessOf(data, 1);
    const bool isTheirs = (one.isTheirs || !one.isKnown) && (other.isTheirs || !other.isKnown);
    return isTheirs && (one.isBare || other.isBare || (one.isGrowth && other.isGrowth));
}

} // namespace __tsan

#endif
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
