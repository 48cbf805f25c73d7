#include <chrnn/backend/cpu/eigen_core.hpp>
#include <chrnn/base/abi.hpp>
#include <chrnn/network/table_one.hpp>

#include <catch2/catch.hpp>

#include <string_view>
#include <typeinfo>

#define TEXT(...) #__VA_ARGS__
#define TEXT_OF(macro) TEXT(macro)

using namespace chrnn;

TEST_CASE("names in a program hold the instruction set that they are for, by which Eigen's registers are as wide") {
    std::string_view const tag = TEXT_OF(CHRNN_ISA);
    REQUIRE(tag.starts_with("for_"));
    CHECK(std::string_view(typeid(spp_net<10>).name()).find(tag) != std::string_view::npos);
    if (int const bytes = static_cast<int>(detail::register_bytes::CHRNN_ISA); bytes > 0)
        CHECK(bytes == sizeof(Eigen::internal::packet_traits<float>::type));
}
