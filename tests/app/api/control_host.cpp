#include "fake_port.h"

#include <QCoreApplication>

#include <cstdio>

namespace {

using namespace tapedeck::api;

/// Says each call on standard output.
class SpokenPort final : public ControlPort
{
public:
    ControlAnswer kill(std::string source, bool flatten) override
    {
        auto answer = m_port.kill(std::move(source), flatten);
        say();
        return answer;
    }
    ControlAnswer release(std::string phrase, std::string source) override
    {
        auto answer = m_port.release(std::move(phrase), std::move(source));
        say();
        return answer;
    }
    ControlStatus status() override { return m_port.status(); }

private:
    void say() const
    {
        std::printf("%s\n", m_port.calls().back().c_str());
        std::fflush(stdout);
    }

    FakePort m_port;
};

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application{argc, argv};
    if (argc != 2)
        return 64;
    SpokenPort port;
    const Instance instance{port, argv[1]};
    std::printf("listening\n");
    std::fflush(stdout);
    return QCoreApplication::exec();
}
