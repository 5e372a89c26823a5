#include "base/hash.h"

#include <gtest/gtest.h>

#include <string>

namespace tapedeck {
namespace {

// Vectors: FIPS 180-4 examples, as NIST publishes them.
TEST(Sha256, GivesThePublishedDigests)
{
    EXPECT_EQ(toHex(sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(toHex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(toHex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(toHex(sha256(std::string(1'000'000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotCareHowBytesArrive)
{
    const std::string text(1000, 'x');
    for (std::size_t step : {1U, 7U, 63U, 64U, 65U, 127U}) {
        Sha256 hash;
        for (std::size_t i = 0; i < text.size(); i += step)
            hash.add(std::string_view{text}.substr(i, step));
        EXPECT_EQ(hash.digest(), sha256(text)) << step;
    }
}

} // namespace
} // namespace tapedeck
