// Commits numbered decisions for ever and prints each number once it is on disk. A test kills it.
#include "app/store/journal.h"
#include "store_support.h"

#include <QCoreApplication>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>

namespace {

void writeForEver(const std::filesystem::path& file, int first)
{
    using namespace tapedeck;
    auto open = test::openJournal(file);
    std::mt19937 random{static_cast<unsigned>(first)};
    for (int number = first;;) {
        std::vector<JournalBatch> group;
        std::string printed;
        // Groups of one to four, now and then with a state large enough for many pages.
        for (auto left = 1 + random() % 4; left > 0; --left, ++number) {
            group.push_back(test::decisionOf("c-" + std::to_string(number)));
            group.back().state =
                std::to_string(number) + " " + std::string(random() % 200'000, 's');
            printed += std::to_string(number) + "\n";
        }
        if (const auto committed = open.journal.commit(group); !committed)
            throw std::runtime_error{committed.error().what};
        if (::write(STDOUT_FILENO, printed.data(), printed.size()) < 0)
            return;
    }
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application{argc, argv};
    if (argc != 3)
        return 64;
    try {
        writeForEver(argv[1], std::atoi(argv[2]));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 70;
    }
    return 0;
}
