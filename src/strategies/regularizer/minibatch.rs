//! `minibatch_stddev`, `minibatch_discrimination`: what D is told of the whole batch.

use super::policy::RegularizerPolicy;
use crate::schema::parameters;

parameters! {
    /// D sees how much the samples of a group differ: one more feature before its last layer.
    pub struct MinibatchStddev: "regularize" / "minibatch_stddev" {}
    formula: "Groups of g rows of the N rows judged at once, g the largest divisor of N up to 4: row n is in group \
              n mod (N / g). For each feature sqrt(variance over the group + 1e-8), then the mean over features; \
              this one number joins the features of each row of the group. Groups never mix real and fake.",
    source: "Karras et al. 2018, Progressive growing, section 3",
}

parameters! {
    /// D sees how close each sample is to the others of its group of at most 64: 16 more features before its last layer.
    pub struct MinibatchDiscrimination: "regularize" / "minibatch_discrimination" {}
    formula: "M_i = f_i T, f_i the features of row i, T trained, features x (16 kernels x 4 dimensions). \
              o_b(x_i) = sum_j exp(-|M_ib - M_jb|_1) over the rows j != i of the same group, rows in succession, at most 64, b = 1..16; \
              o(x_i) joins f_i. Batches never mix real and fake.",
    source: "Salimans et al. 2016, section 3.2",
}

impl RegularizerPolicy for MinibatchStddev {}

impl RegularizerPolicy for MinibatchDiscrimination {}
