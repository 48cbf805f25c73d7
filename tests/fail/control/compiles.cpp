// expect: the kernel (3 rows) is larger than the input (2 rows)
#include <chrnn/base/sentence.hpp>

int main() {}
