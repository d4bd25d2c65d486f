//! The catalog's rows of data.

use crate::config::catalog::{ABSENT, Entry, REQUIRED};

/// The classes of CIFAR-10 in the order of their labels.
pub const CIFAR10_CLASSES: [&str; 10] = [
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
];

const PACGAN: &str = "Lin et al. 2018, PacGAN, experiments on synthetic data";

const ALL: &str = "[]";

pub(in crate::config) static TABLE: [Entry; 8] = [
    Entry {
        kind: "data",
        name: "ring",
        summary: "Gaussians evenly spaced on a circle; dropped modes are easy to count.",
        parameters: &[
            ("modes", "8", "number of Gaussians, 1 to 1000"),
            ("std", "0.02", "standard deviation of each Gaussian"),
            ("radius", "1.0", "radius of the circle of their centres"),
        ],
        formula: "",
        source: PACGAN,
    },
    Entry {
        kind: "data",
        name: "grid",
        summary: "Gaussians on a square grid; many modes that a generator may drop.",
        parameters: &[
            ("side", "5", "Gaussians along one side, 1 to 50"),
            ("std", "0.05", "standard deviation of each Gaussian"),
            ("spacing", "2.0", "distance between neighbouring centres"),
        ],
        formula: "",
        source: PACGAN,
    },
    Entry {
        kind: "data",
        name: "digits",
        summary: "1,797 handwritten digits of 8x8 grey values.",
        parameters: &[],
        formula: "",
        source: "UCI Optical Recognition of Handwritten Digits (Alpaydin, Kaynak), CC BY 4.0",
    },
    Entry {
        kind: "data",
        name: "shapes",
        summary: "RGB images drawn afresh, with known modes, shape x colour x place; dropped ones are counted.",
        parameters: &[
            (
                "side",
                "16",
                "pixels along one side, 8 to 64; 8, 16, 28, 32 and 64 have models",
            ),
            ("shapes", "3", "1 to 3 of square, frame, cross"),
            ("colours", "4", "1 to 4 of red, green, blue, yellow"),
            ("places", "4", "1 to 4 quarters of the image, row by row"),
        ],
        formula: "",
        source: "this project; counted as in Lin et al. 2018, PacGAN",
    },
    Entry {
        kind: "data",
        name: "idx",
        summary: "Square images in an IDX file such as MNIST's, gzip or not: (N, S, S) or (N, S, S, C).",
        parameters: &[
            (
                "images",
                REQUIRED,
                "file of the images, unsigned bytes, relative to the working directory",
            ),
            (
                "labels",
                ABSENT,
                "file of their labels: `classes` needs it, and the classifier that counts classes",
            ),
            (
                "classes",
                ALL,
                "labels that are kept, such as [3, 7]; without any, all",
            ),
            (
                "side",
                "28",
                "pixels along one side, as in the file; grey: 8 and 28 have models, RGB: 8, 16, 28, 32 and 64",
            ),
            (
                "channels",
                "1",
                "values a pixel as in the file, 1 (grey) or 3 (RGB)",
            ),
        ],
        formula: "",
        source: "LeCun et al. 1998, Gradient-based learning applied to document recognition (MNIST)",
    },
    Entry {
        kind: "data",
        name: "folder",
        summary: "PNG and JPEG files below a folder: the largest centred square of each, resized; never padded.",
        parameters: &[
            (
                "path",
                REQUIRED,
                "the folder, relative to the working directory; read with all its subfolders",
            ),
            (
                "side",
                "32",
                "pixels along one side after resizing; 8, 16, 28, 32 and 64 have models, grey: 8 and 28",
            ),
            (
                "channels",
                "3",
                "1 (grey, from RGB by luma) or 3 (RGB, grey ones repeated); what is transparent is white",
            ),
            (
                "classes",
                ALL,
                "names of subfolders that are read, such as [cats]; without any, everything",
            ),
            (
                "unreadable",
                "refuse",
                "files that cannot be read: refuse, or skip and name them",
            ),
            (
                "smaller",
                "skip",
                "images smaller than side: skip and count them, or enlarge (they are then blurred)",
            ),
        ],
        formula: "",
        source: "",
    },
    Entry {
        kind: "data",
        name: "cifar10",
        summary: "CIFAR-10 in its binary version: 32x32 RGB photographs of ten classes.",
        parameters: &[
            (
                "path",
                REQUIRED,
                "folder with data_batch_1.bin to data_batch_5.bin, or one such file",
            ),
            (
                "classes",
                ALL,
                "names or numbers that are kept, such as [cat, ship]; without any, all",
            ),
        ],
        formula: "",
        source: "Krizhevsky 2009, Learning multiple layers of features from tiny images",
    },
    Entry {
        kind: "data",
        name: "stacked",
        summary: "Three images of a labelled grey set, drawn independently and afresh, as red, green and blue: \
                  n classes become n^3 modes (stacked MNIST: 1000).",
        parameters: &[(
            "of",
            "digits",
            "the grey set: digits, idx with labels, or folder with subfolders as classes",
        )],
        formula: "",
        source: "Srivastava et al. 2017, VEEGAN; Lin et al. 2018, PacGAN",
    },
];
