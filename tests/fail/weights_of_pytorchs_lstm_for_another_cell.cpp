// expect: lstm_names: the layer hrnn1 has the cell srn, but nn.LSTM computes what the cell lstm does
#include <chrnn/network/lstm_names.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 1, 8>, recurrence<srn, directions<east>>, dense<2>, softmax_cross_entropy> {};
name_map const names = lstm_names<net, "hrnn1">("");
