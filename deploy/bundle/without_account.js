// Packaging must not need an account. osls asks AWS which layers it deployed last, so as not to upload them again;
// without credentials there is nobody to ask, and all of them count as new. `deploy` needs credentials all the same.
class WithoutAccount {
  constructor(serverless) {
    this.hooks = {
      "before:package:compileLayers": () => {
        const layers = serverless.pluginManager.plugins.find((plugin) => plugin.compareWithLastLayer);
        const ask = layers.compareWithLastLayer.bind(layers);
        layers.compareWithLastLayer = (layer) =>
          ask(layer).catch((error) => {
            if (error.code !== "AWS_CREDENTIALS_NOT_FOUND") throw error;
          });
      },
    };
  }
}

module.exports = WithoutAccount;
