//! The networks of a model as objects, and what must be known of them besides.

use super::autoencoder::Autoencoder;
use super::pair::Pair;
use crate::nn::{Initialization, Initializer, Layer, Network};

/// Makes a network with fresh parameters.
pub type NewNetwork = Box<dyn Fn(&mut Initializer) -> Box<dyn Network>>;

/// What a model names.
pub enum Networks {
    /// A generator and a discriminator.
    Pair(AnyPair),
    /// An encoder and a decoder.
    Autoencoder(AnyAutoencoder),
}

/// A [`Pair`] without its types.
pub struct AnyPair {
    /// Makes G.
    pub new_generator: NewNetwork,
    /// Makes D.
    pub new_discriminator: NewNetwork,
    /// [`Pair::CLASSES`].
    pub classes: usize,
    /// [`Pair::SCALES`].
    pub scales: usize,
    /// [`Pair::GROWS`].
    pub grows: bool,
    /// [`Pair::ONE_PARAMETER_EACH`].
    pub one_parameter_each: bool,
    /// [`Pair::INITIALIZATION`].
    pub initialization: Initialization,
}

impl AnyPair {
    /// A pair without its types.
    pub fn of<P: Pair>() -> Self {
        Self {
            new_generator: new_network::<P::Generator>(),
            new_discriminator: new_network::<P::Discriminator>(),
            classes: P::CLASSES,
            scales: P::SCALES,
            grows: P::GROWS,
            one_parameter_each: P::ONE_PARAMETER_EACH,
            initialization: P::INITIALIZATION,
        }
    }
}

/// An [`Autoencoder`] without its types.
pub struct AnyAutoencoder {
    /// Makes the encoder.
    pub new_encoder: NewNetwork,
    /// Makes the decoder.
    pub new_decoder: NewNetwork,
    /// [`Autoencoder::INITIALIZATION`].
    pub initialization: Initialization,
}

impl AnyAutoencoder {
    /// An autoencoder without its types.
    pub fn of<A: Autoencoder>() -> Self {
        Self {
            new_encoder: new_network::<A::Encoder>(),
            new_decoder: new_network::<A::Decoder>(),
            initialization: A::INITIALIZATION,
        }
    }
}

fn new_network<L: Layer + Network + 'static>() -> NewNetwork {
    Box::new(|initializer| Box::new(L::new(initializer)))
}
