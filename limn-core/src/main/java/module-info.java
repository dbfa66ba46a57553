/// Data, text, models, training, measures and drawing. It does not see `org.bytedeco`: the engine
/// is behind `dev.limn.torch`.
module dev.limn.core {
  requires transitive dev.limn.torch;
  requires com.ibm.icu;
  requires com.twelvemonkeys.imageio.metadata;
  requires de.siegmar.fastcsv;
  requires dev.hardwood.core;
  requires java.desktop;
  requires java.logging;
  requires org.apache.commons.compress;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;

  exports dev.limn.config;
  exports dev.limn.console;
  exports dev.limn.data;
  exports dev.limn.draw;
  exports dev.limn.image;
  exports dev.limn.loss;
  exports dev.limn.metric;
  exports dev.limn.model;
  exports dev.limn.model.augment;
  exports dev.limn.model.dcgan;
  exports dev.limn.model.gain;
  exports dev.limn.model.mlp;
  exports dev.limn.model.dfgan;
  exports dev.limn.model.reed;
  exports dev.limn.model.regression;
  exports dev.limn.model.semisupervised;
  exports dev.limn.model.stackgan;
  exports dev.limn.model.style;
  exports dev.limn.run;
  exports dev.limn.text;
  exports dev.limn.text.damsm;
  exports dev.limn.text.joint;
  exports dev.limn.text.skipthought;
  exports dev.limn.text.training;
  exports dev.limn.text.token;
  exports dev.limn.train;
  exports dev.limn.train.log;
  exports dev.limn.train.step;
  exports dev.limn.vision;

  opens dev.limn.draw to
      tools.jackson.databind;
  opens dev.limn.loss to
      tools.jackson.databind;
  opens dev.limn.model to
      tools.jackson.databind;
  opens dev.limn.model.dcgan to
      tools.jackson.databind;
  opens dev.limn.model.gain to
      tools.jackson.databind;
  opens dev.limn.model.mlp to
      tools.jackson.databind;
  opens dev.limn.model.dfgan to
      tools.jackson.databind;
  opens dev.limn.model.reed to
      tools.jackson.databind;
  opens dev.limn.model.style to
      tools.jackson.databind;
  opens dev.limn.model.regression to
      tools.jackson.databind;
  opens dev.limn.model.semisupervised to
      tools.jackson.databind;
  opens dev.limn.model.stackgan to
      tools.jackson.databind;
  opens dev.limn.run to
      tools.jackson.databind;
  opens dev.limn.text to
      tools.jackson.databind;
  opens dev.limn.text.damsm to
      tools.jackson.databind;
  opens dev.limn.text.joint to
      tools.jackson.databind;
  opens dev.limn.text.skipthought to
      tools.jackson.databind;
  opens dev.limn.train to
      tools.jackson.databind;

  uses dev.limn.model.Family;
  uses dev.limn.text.TowerKind;

  provides dev.limn.model.Family with
      dev.limn.model.dcgan.ConditionalFamily,
      dev.limn.model.dcgan.DcganFamily,
      dev.limn.model.dcgan.WganFamily,
      dev.limn.model.dfgan.DfGanFamily,
      dev.limn.model.mlp.MlpFamily,
      dev.limn.model.reed.ReedFamily,
      dev.limn.model.stackgan.StackGanFamily,
      dev.limn.model.style.StyleFamily,
      dev.limn.text.damsm.DamsmFamily,
      dev.limn.text.joint.JointEmbeddingFamily,
      dev.limn.text.skipthought.SkipThoughtFamily;
  provides dev.limn.text.TowerKind with
      dev.limn.text.damsm.DamsmTowerKind,
      dev.limn.text.joint.CharCnnRnnKind,
      dev.limn.text.joint.WordGruKind,
      dev.limn.text.skipthought.SkipThoughtKind;
}
