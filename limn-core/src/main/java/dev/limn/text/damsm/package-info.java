/// AttnGAN's deep attentional multimodal similarity model (Xu et al. 2018, arXiv 1711.10485, §3.2):
/// words are matched with regions of pictures, captions with whole ones.
///
/// [dev.limn.text.damsm.DamsmTraining] is all of it, by the numbers of a
/// [dev.limn.text.damsm.DamsmConfig]; [dev.limn.text.damsm.DamsmTower] reads the text,
/// [dev.limn.text.damsm.DamsmLearner] learns.
package dev.limn.text.damsm;
