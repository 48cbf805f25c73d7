// expect: with_corner and with_sides are for cells whose gates read their neighbours; of this one they read the input
// alone
#include <chrnn/chrnn.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, recurrence<selective_scan, directions<with_corner<se>>>, dense<2>,
                     softmax_cross_entropy> {};
int main() { model<net> m{batch{1}}; }
