//! Families of models: pairs whose sizes a study chooses. Their layers have sizes that are known at
//! run time ([`Chain`](crate::nn::Chain)), for a type for each member would be compiled for each.

mod dcgan;
mod fc;
mod layers;
mod mlp;
#[cfg(test)]
mod tests;

use crate::config::{DcganSizes, FcSizes, MlpSizes};
use crate::models::networks::AnyPair;
use crate::models::pair::DCGAN_INITIALIZATION;
use crate::nn::{Initialization, Initializer, Network};

/// `mlp` of any width.
pub(super) fn mlp(sizes: MlpSizes) -> AnyPair {
    pair(
        Initialization::Uniform,
        move |initializer| mlp::generator(sizes, initializer),
        move |initializer| mlp::discriminator(sizes, initializer),
    )
}

/// `fc`.
pub(super) fn fc(sizes: FcSizes) -> AnyPair {
    pair(
        Initialization::Uniform,
        move |initializer| fc::generator(sizes, initializer),
        move |initializer| fc::discriminator(sizes, initializer),
    )
}

/// `dcgan`.
pub(super) fn dcgan(sizes: DcganSizes) -> AnyPair {
    pair(
        DCGAN_INITIALIZATION,
        move |initializer| dcgan::generator(sizes, initializer),
        move |initializer| dcgan::discriminator(sizes, initializer),
    )
}

fn pair(
    initialization: Initialization,
    new_generator: impl Fn(&mut Initializer) -> Box<dyn Network> + 'static,
    new_discriminator: impl Fn(&mut Initializer) -> Box<dyn Network> + 'static,
) -> AnyPair {
    AnyPair {
        new_generator: Box::new(new_generator),
        new_discriminator: Box::new(new_discriminator),
        classes: 0,
        scales: 1,
        grows: false,
        one_parameter_each: false,
        initialization,
    }
}
