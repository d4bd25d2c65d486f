//! The layers of each network by name, and which of them are compared if a study names none.

/// What a study may name of a network.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LayerTable {
    /// The network's name in messages.
    pub network: &'static str,
    /// Its layers, from the picture on.
    pub layers: &'static [&'static str],
    /// The layers at which content is compared by default.
    pub content: &'static [&'static str],
    /// The layers at which style is compared by default.
    pub style: &'static [&'static str],
}

pub(super) static SQUEEZENET: LayerTable = LayerTable {
    network: "squeezenet",
    layers: &[
        "conv1", "fire2", "fire3", "fire4", "fire5", "fire6", "fire7", "fire8", "fire9", "conv10",
    ],
    content: &["fire5"],
    style: &["conv1", "fire2", "fire3"],
};

const VGG_CONTENT: &[&str] = &["conv4_2"];
const VGG_STYLE: &[&str] = &["conv1_1", "conv2_1", "conv3_1", "conv4_1"];

pub(super) static VGG16: LayerTable = LayerTable {
    network: "vgg16",
    layers: &[
        "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3", "conv4_1",
        "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3",
    ],
    content: VGG_CONTENT,
    style: VGG_STYLE,
};

pub(super) static VGG19: LayerTable = LayerTable {
    network: "vgg19",
    layers: &[
        "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3", "conv3_4",
        "conv4_1", "conv4_2", "conv4_3", "conv4_4", "conv5_1", "conv5_2", "conv5_3", "conv5_4",
    ],
    content: VGG_CONTENT,
    style: VGG_STYLE,
};

/// The classifiers, by the sides of the images that they are trained on.
pub(super) static CLASSIFIERS: [(&[usize], LayerTable); 3] = [
    (
        &[8, 16, 28],
        LayerTable {
            network: "the classifier",
            layers: &["conv1", "conv2"],
            content: &["conv2"],
            style: &["conv1", "conv2"],
        },
    ),
    (
        &[32],
        LayerTable {
            network: "the classifier of 32 pixels",
            layers: &["conv1", "conv2", "conv3"],
            content: &["conv3"],
            style: &["conv1", "conv2", "conv3"],
        },
    ),
    (
        &[64],
        LayerTable {
            network: "the classifier of 64 pixels",
            layers: &["conv1", "conv2", "conv3", "conv4"],
            content: &["conv4"],
            style: &["conv1", "conv2", "conv3", "conv4"],
        },
    ),
];

/// Every network.
pub(super) fn tables() -> impl Iterator<Item = &'static LayerTable> {
    let classifiers = CLASSIFIERS.iter().map(|(_, table)| table);
    [&SQUEEZENET, &VGG16, &VGG19].into_iter().chain(classifiers)
}
