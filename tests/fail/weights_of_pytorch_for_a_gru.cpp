// expect: lstm_names: the layer hrnn1 has the cell gru, which is no nn.GRU
#include <chrnn/network/lstm_names.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 1, 8>, recurrence<gru, directions<east>>, dense<2>, softmax_cross_entropy> {};
name_map const names = lstm_names<net, "hrnn1">("");
