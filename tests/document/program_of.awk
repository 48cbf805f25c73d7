# The C++ of a Markdown document as one source file: blocks that define a struct in a namespace, programs as they are,
# and statements, each block within the scope of those before it, in one function that is compiled but not called.
/^```cpp$/ { reading = 1; block = ""; next }
/^```$/ && reading {
    reading = 0
    if (block ~ /^#include/) programs = programs block
    else if (block ~ /^struct/) types = types block
    else { statements = statements "{\n" block; ends = ends "}\n" }
    next
}
reading { block = block $0 "\n" }
END {
    printf "%s", programs
    if (statements) print "#include <chrnn/chrnn.hpp>\n#include <chrnn/caffe/convert.hpp>\n#include <chrnn/caffe/mean.hpp>\n#include <chrnn/caffe/tensors.hpp>\n#include <chrnn/files.hpp>\n#include <chrnn/images.hpp>\n#include <chrnn/onnx.hpp>\n#include <chrnn/predict.hpp>\n#include <chrnn/report.hpp>\n#if defined(CHRNN_GUIDE_MPI)\n#include <chrnn/mpi.hpp>\n#else\n#include <document/without_mpi.hpp>\n#endif\n#include <cassert>\n#include <iostream>"
    printf "namespace shown {\nusing namespace chrnn;\n%s", types
    if (statements) {
        print "[[maybe_unused]] void statements(std::vector<float> const& images, std::vector<int> const& labels)"
        printf "{\n%s%s}\n", statements, ends
    }
    print "} // namespace shown"
}
