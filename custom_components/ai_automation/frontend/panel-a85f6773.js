var Xe=Object.defineProperty;var et=Object.getOwnPropertyDescriptor;var c=(r,s,e,t)=>{for(var n=t>1?void 0:t?et(s,e):s,a=r.length-1,i;a>=0;a--)(i=r[a])&&(n=(t?i(s,e,n):i(n))||n);return t&&n&&Xe(s,e,n),n};var ae=globalThis,re=ae.ShadowRoot&&(ae.ShadyCSS===void 0||ae.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,pe=Symbol(),Se=new WeakMap,B=class{constructor(s,e,t){if(this._$cssResult$=!0,t!==pe)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=s,this.t=e}get styleSheet(){let s=this.o,e=this.t;if(re&&s===void 0){let t=e!==void 0&&e.length===1;t&&(s=Se.get(e)),s===void 0&&((this.o=s=new CSSStyleSheet).replaceSync(this.cssText),t&&Se.set(e,s))}return s}toString(){return this.cssText}},Te=r=>new B(typeof r=="string"?r:r+"",void 0,pe),w=(r,...s)=>{let e=r.length===1?r[0]:s.reduce((t,n,a)=>t+(i=>{if(i._$cssResult$===!0)return i.cssText;if(typeof i=="number")return i;throw Error("Value passed to 'css' function must be a 'css' function result: "+i+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+r[a+1],r[0]);return new B(e,r,pe)},Ce=(r,s)=>{if(re)r.adoptedStyleSheets=s.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of s){let t=document.createElement("style"),n=ae.litNonce;n!==void 0&&t.setAttribute("nonce",n),t.textContent=e.cssText,r.appendChild(t)}},me=re?r=>r:r=>r instanceof CSSStyleSheet?(s=>{let e="";for(let t of s.cssRules)e+=t.cssText;return Te(e)})(r):r;var{is:tt,defineProperty:st,getOwnPropertyDescriptor:nt,getOwnPropertyNames:at,getOwnPropertySymbols:rt,getPrototypeOf:it}=Object,ie=globalThis,Me=ie.trustedTypes,ot=Me?Me.emptyScript:"",dt=ie.reactiveElementPolyfillSupport,F=(r,s)=>r,G={toAttribute(r,s){switch(s){case Boolean:r=r?ot:null;break;case Object:case Array:r=r==null?r:JSON.stringify(r)}return r},fromAttribute(r,s){let e=r;switch(s){case Boolean:e=r!==null;break;case Number:e=r===null?null:Number(r);break;case Object:case Array:try{e=JSON.parse(r)}catch{e=null}}return e}},oe=(r,s)=>!tt(r,s),Pe={attribute:!0,type:String,converter:G,reflect:!1,useDefault:!1,hasChanged:oe};Symbol.metadata??=Symbol("metadata"),ie.litPropertyMetadata??=new WeakMap;var C=class extends HTMLElement{static addInitializer(s){this._$Ei(),(this.l??=[]).push(s)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(s,e=Pe){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(s)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(s,e),!e.noAccessor){let t=Symbol(),n=this.getPropertyDescriptor(s,t,e);n!==void 0&&st(this.prototype,s,n)}}static getPropertyDescriptor(s,e,t){let{get:n,set:a}=nt(this.prototype,s)??{get(){return this[e]},set(i){this[e]=i}};return{get:n,set(i){let l=n?.call(this);a?.call(this,i),this.requestUpdate(s,l,t)},configurable:!0,enumerable:!0}}static getPropertyOptions(s){return this.elementProperties.get(s)??Pe}static _$Ei(){if(this.hasOwnProperty(F("elementProperties")))return;let s=it(this);s.finalize(),s.l!==void 0&&(this.l=[...s.l]),this.elementProperties=new Map(s.elementProperties)}static finalize(){if(this.hasOwnProperty(F("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(F("properties"))){let e=this.properties,t=[...at(e),...rt(e)];for(let n of t)this.createProperty(n,e[n])}let s=this[Symbol.metadata];if(s!==null){let e=litPropertyMetadata.get(s);if(e!==void 0)for(let[t,n]of e)this.elementProperties.set(t,n)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(s){let e=[];if(Array.isArray(s)){let t=new Set(s.flat(1/0).reverse());for(let n of t)e.unshift(me(n))}else s!==void 0&&e.push(me(s));return e}static _$Eu(s,e){let t=e.attribute;return t===!1?void 0:typeof t=="string"?t:typeof s=="string"?s.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(s=>this.enableUpdating=s),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(s=>s(this))}addController(s){(this._$EO??=new Set).add(s),this.renderRoot!==void 0&&this.isConnected&&s.hostConnected?.()}removeController(s){this._$EO?.delete(s)}_$E_(){let s=new Map,e=this.constructor.elementProperties;for(let t of e.keys())this.hasOwnProperty(t)&&(s.set(t,this[t]),delete this[t]);s.size>0&&(this._$Ep=s)}createRenderRoot(){let s=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Ce(s,this.constructor.elementStyles),s}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(s=>s.hostConnected?.())}enableUpdating(s){}disconnectedCallback(){this._$EO?.forEach(s=>s.hostDisconnected?.())}attributeChangedCallback(s,e,t){this._$AK(s,t)}_$ET(s,e){let t=this.constructor.elementProperties.get(s),n=this.constructor._$Eu(s,t);if(n!==void 0&&t.reflect===!0){let a=(t.converter?.toAttribute!==void 0?t.converter:G).toAttribute(e,t.type);this._$Em=s,a==null?this.removeAttribute(n):this.setAttribute(n,a),this._$Em=null}}_$AK(s,e){let t=this.constructor,n=t._$Eh.get(s);if(n!==void 0&&this._$Em!==n){let a=t.getPropertyOptions(n),i=typeof a.converter=="function"?{fromAttribute:a.converter}:a.converter?.fromAttribute!==void 0?a.converter:G;this._$Em=n;let l=i.fromAttribute(e,a.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(s,e,t,n=!1,a){if(s!==void 0){let i=this.constructor;if(n===!1&&(a=this[s]),t??=i.getPropertyOptions(s),!((t.hasChanged??oe)(a,e)||t.useDefault&&t.reflect&&a===this._$Ej?.get(s)&&!this.hasAttribute(i._$Eu(s,t))))return;this.C(s,e,t)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(s,e,{useDefault:t,reflect:n,wrapped:a},i){t&&!(this._$Ej??=new Map).has(s)&&(this._$Ej.set(s,i??e??this[s]),a!==!0||i!==void 0)||(this._$AL.has(s)||(this.hasUpdated||t||(e=void 0),this._$AL.set(s,e)),n===!0&&this._$Em!==s&&(this._$Eq??=new Set).add(s))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let s=this.scheduleUpdate();return s!=null&&await s,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[n,a]of this._$Ep)this[n]=a;this._$Ep=void 0}let t=this.constructor.elementProperties;if(t.size>0)for(let[n,a]of t){let{wrapped:i}=a,l=this[n];i!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,a,l)}}let s=!1,e=this._$AL;try{s=this.shouldUpdate(e),s?(this.willUpdate(e),this._$EO?.forEach(t=>t.hostUpdate?.()),this.update(e)):this._$EM()}catch(t){throw s=!1,this._$EM(),t}s&&this._$AE(e)}willUpdate(s){}_$AE(s){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(s)),this.updated(s)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(s){return!0}update(s){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(s){}firstUpdated(s){}};C.elementStyles=[],C.shadowRootOptions={mode:"open"},C[F("elementProperties")]=new Map,C[F("finalized")]=new Map,dt?.({ReactiveElement:C}),(ie.reactiveElementVersions??=[]).push("2.1.2");var $e=globalThis,ze=r=>r,de=$e.trustedTypes,Re=de?de.createPolicy("lit-html",{createHTML:r=>r}):void 0,je="$lit$",z=`lit$${Math.random().toFixed(9).slice(2)}$`,Ue="?"+z,lt=`<${Ue}>`,W=document,K=()=>W.createComment(""),J=r=>r===null||typeof r!="object"&&typeof r!="function",we=Array.isArray,ct=r=>we(r)||typeof r?.[Symbol.iterator]=="function",ge=`[ 	
\f\r]`,Z=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Ne=/-->/g,Oe=/>/g,O=RegExp(`>|${ge}(?:([^\\s"'>=/]+)(${ge}*=${ge}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),He=/'/g,We=/"/g,qe=/^(?:script|style|textarea|title)$/i,ke=r=>(s,...e)=>({_$litType$:r,strings:s,values:e}),o=ke(1),x=ke(2),Mt=ke(3),L=Symbol.for("lit-noChange"),d=Symbol.for("lit-nothing"),Le=new WeakMap,H=W.createTreeWalker(W,129);function De(r,s){if(!we(r)||!r.hasOwnProperty("raw"))throw Error("invalid template strings array");return Re!==void 0?Re.createHTML(s):s}var ht=(r,s)=>{let e=r.length-1,t=[],n,a=s===2?"<svg>":s===3?"<math>":"",i=Z;for(let l=0;l<e;l++){let h=r[l],u,m,g=-1,T=0;for(;T<h.length&&(i.lastIndex=T,m=i.exec(h),m!==null);)T=i.lastIndex,i===Z?m[1]==="!--"?i=Ne:m[1]!==void 0?i=Oe:m[2]!==void 0?(qe.test(m[2])&&(n=RegExp("</"+m[2],"g")),i=O):m[3]!==void 0&&(i=O):i===O?m[0]===">"?(i=n??Z,g=-1):m[1]===void 0?g=-2:(g=i.lastIndex-m[2].length,u=m[1],i=m[3]===void 0?O:m[3]==='"'?We:He):i===We||i===He?i=O:i===Ne||i===Oe?i=Z:(i=O,n=void 0);let P=i===O&&r[l+1].startsWith("/>")?" ":"";a+=i===Z?h+lt:g>=0?(t.push(u),h.slice(0,g)+je+h.slice(g)+z+P):h+z+(g===-2?l:P)}return[De(r,a+(r[e]||"<?>")+(s===2?"</svg>":s===3?"</math>":"")),t]},Q=class r{constructor({strings:s,_$litType$:e},t){let n;this.parts=[];let a=0,i=0,l=s.length-1,h=this.parts,[u,m]=ht(s,e);if(this.el=r.createElement(u,t),H.currentNode=this.el.content,e===2||e===3){let g=this.el.content.firstChild;g.replaceWith(...g.childNodes)}for(;(n=H.nextNode())!==null&&h.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(let g of n.getAttributeNames())if(g.endsWith(je)){let T=m[i++],P=n.getAttribute(g).split(z),ne=/([.?@])?(.*)/.exec(T);h.push({type:1,index:a,name:ne[2],strings:P,ctor:ne[1]==="."?fe:ne[1]==="?"?_e:ne[1]==="@"?ve:q}),n.removeAttribute(g)}else g.startsWith(z)&&(h.push({type:6,index:a}),n.removeAttribute(g));if(qe.test(n.tagName)){let g=n.textContent.split(z),T=g.length-1;if(T>0){n.textContent=de?de.emptyScript:"";for(let P=0;P<T;P++)n.append(g[P],K()),H.nextNode(),h.push({type:2,index:++a});n.append(g[T],K())}}}else if(n.nodeType===8)if(n.data===Ue)h.push({type:2,index:a});else{let g=-1;for(;(g=n.data.indexOf(z,g+1))!==-1;)h.push({type:7,index:a}),g+=z.length-1}a++}}static createElement(s,e){let t=W.createElement("template");return t.innerHTML=s,t}};function U(r,s,e=r,t){if(s===L)return s;let n=t!==void 0?e._$Co?.[t]:e._$Cl,a=J(s)?void 0:s._$litDirective$;return n?.constructor!==a&&(n?._$AO?.(!1),a===void 0?n=void 0:(n=new a(r),n._$AT(r,e,t)),t!==void 0?(e._$Co??=[])[t]=n:e._$Cl=n),n!==void 0&&(s=U(r,n._$AS(r,s.values),n,t)),s}var ye=class{constructor(s,e){this._$AV=[],this._$AN=void 0,this._$AD=s,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(s){let{el:{content:e},parts:t}=this._$AD,n=(s?.creationScope??W).importNode(e,!0);H.currentNode=n;let a=H.nextNode(),i=0,l=0,h=t[0];for(;h!==void 0;){if(i===h.index){let u;h.type===2?u=new Y(a,a.nextSibling,this,s):h.type===1?u=new h.ctor(a,h.name,h.strings,this,s):h.type===6&&(u=new be(a,this,s)),this._$AV.push(u),h=t[++l]}i!==h?.index&&(a=H.nextNode(),i++)}return H.currentNode=W,n}p(s){let e=0;for(let t of this._$AV)t!==void 0&&(t.strings!==void 0?(t._$AI(s,t,e),e+=t.strings.length-2):t._$AI(s[e])),e++}},Y=class r{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(s,e,t,n){this.type=2,this._$AH=d,this._$AN=void 0,this._$AA=s,this._$AB=e,this._$AM=t,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let s=this._$AA.parentNode,e=this._$AM;return e!==void 0&&s?.nodeType===11&&(s=e.parentNode),s}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(s,e=this){s=U(this,s,e),J(s)?s===d||s==null||s===""?(this._$AH!==d&&this._$AR(),this._$AH=d):s!==this._$AH&&s!==L&&this._(s):s._$litType$!==void 0?this.$(s):s.nodeType!==void 0?this.T(s):ct(s)?this.k(s):this._(s)}O(s){return this._$AA.parentNode.insertBefore(s,this._$AB)}T(s){this._$AH!==s&&(this._$AR(),this._$AH=this.O(s))}_(s){this._$AH!==d&&J(this._$AH)?this._$AA.nextSibling.data=s:this.T(W.createTextNode(s)),this._$AH=s}$(s){let{values:e,_$litType$:t}=s,n=typeof t=="number"?this._$AC(s):(t.el===void 0&&(t.el=Q.createElement(De(t.h,t.h[0]),this.options)),t);if(this._$AH?._$AD===n)this._$AH.p(e);else{let a=new ye(n,this),i=a.u(this.options);a.p(e),this.T(i),this._$AH=a}}_$AC(s){let e=Le.get(s.strings);return e===void 0&&Le.set(s.strings,e=new Q(s)),e}k(s){we(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,t,n=0;for(let a of s)n===e.length?e.push(t=new r(this.O(K()),this.O(K()),this,this.options)):t=e[n],t._$AI(a),n++;n<e.length&&(this._$AR(t&&t._$AB.nextSibling,n),e.length=n)}_$AR(s=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);s!==this._$AB;){let t=ze(s).nextSibling;ze(s).remove(),s=t}}setConnected(s){this._$AM===void 0&&(this._$Cv=s,this._$AP?.(s))}},q=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(s,e,t,n,a){this.type=1,this._$AH=d,this._$AN=void 0,this.element=s,this.name=e,this._$AM=n,this.options=a,t.length>2||t[0]!==""||t[1]!==""?(this._$AH=Array(t.length-1).fill(new String),this.strings=t):this._$AH=d}_$AI(s,e=this,t,n){let a=this.strings,i=!1;if(a===void 0)s=U(this,s,e,0),i=!J(s)||s!==this._$AH&&s!==L,i&&(this._$AH=s);else{let l=s,h,u;for(s=a[0],h=0;h<a.length-1;h++)u=U(this,l[t+h],e,h),u===L&&(u=this._$AH[h]),i||=!J(u)||u!==this._$AH[h],u===d?s=d:s!==d&&(s+=(u??"")+a[h+1]),this._$AH[h]=u}i&&!n&&this.j(s)}j(s){s===d?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,s??"")}},fe=class extends q{constructor(){super(...arguments),this.type=3}j(s){this.element[this.name]=s===d?void 0:s}},_e=class extends q{constructor(){super(...arguments),this.type=4}j(s){this.element.toggleAttribute(this.name,!!s&&s!==d)}},ve=class extends q{constructor(s,e,t,n,a){super(s,e,t,n,a),this.type=5}_$AI(s,e=this){if((s=U(this,s,e,0)??d)===L)return;let t=this._$AH,n=s===d&&t!==d||s.capture!==t.capture||s.once!==t.once||s.passive!==t.passive,a=s!==d&&(t===d||n);n&&this.element.removeEventListener(this.name,this,t),a&&this.element.addEventListener(this.name,this,s),this._$AH=s}handleEvent(s){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,s):this._$AH.handleEvent(s)}},be=class{constructor(s,e,t){this.element=s,this.type=6,this._$AN=void 0,this._$AM=e,this.options=t}get _$AU(){return this._$AM._$AU}_$AI(s){U(this,s)}};var ut=$e.litHtmlPolyfillSupport;ut?.(Q,Y),($e.litHtmlVersions??=[]).push("3.3.3");var Ie=(r,s,e)=>{let t=e?.renderBefore??s,n=t._$litPart$;if(n===void 0){let a=e?.renderBefore??null;t._$litPart$=n=new Y(s.insertBefore(K(),a),a,void 0,e??{})}return n._$AI(r),n};var xe=globalThis,b=class extends C{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let s=super.createRenderRoot();return this.renderOptions.renderBefore??=s.firstChild,s}update(s){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(s),this._$Do=Ie(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return L}};b._$litElement$=!0,b.finalized=!0,xe.litElementHydrateSupport?.({LitElement:b});var pt=xe.litElementPolyfillSupport;pt?.({LitElement:b});(xe.litElementVersions??=[]).push("4.2.2");var _=r=>(s,e)=>{e!==void 0?e.addInitializer(()=>{customElements.define(r,s)}):customElements.define(r,s)};var mt={attribute:!0,type:String,converter:G,reflect:!1,hasChanged:oe},gt=(r=mt,s,e)=>{let{kind:t,metadata:n}=e,a=globalThis.litPropertyMetadata.get(n);if(a===void 0&&globalThis.litPropertyMetadata.set(n,a=new Map),t==="setter"&&((r=Object.create(r)).wrapped=!0),a.set(e.name,r),t==="accessor"){let{name:i}=e;return{set(l){let h=s.get.call(this);s.set.call(this,l),this.requestUpdate(i,h,r,!0,l)},init(l){return l!==void 0&&this.C(i,void 0,r,l),l}}}if(t==="setter"){let{name:i}=e;return function(l){let h=this[i];s.call(this,l),this.requestUpdate(i,h,r,!0,l)}}throw Error("Unsupported decorator location: "+t)};function f(r){return(s,e)=>typeof e=="object"?gt(r,s,e):((t,n,a)=>{let i=n.hasOwnProperty(a);return n.constructor.createProperty(a,t),i?Object.getOwnPropertyDescriptor(n,a):void 0})(r,s,e)}function p(r){return f({...r,state:!0,attribute:!1})}function y(r,s,e={}){return r.connection.sendMessagePromise({type:`ai_automation/${s}`,...e})}function Be(r,s){return r.connection.subscribeMessage(s,{type:"ai_automation/subscribe"})}async function ce(r,s){let{message:e,translation_key:t,translation_placeholders:n}=s,a=e??String(s);return!t||!r.loadBackendTranslation?a:(await r.loadBackendTranslation("exceptions","ai_automation"))(`component.ai_automation.exceptions.${t}.message`,n??{})||a}function he(r,s){return r.scorecard.length?o`<div class="scroll">
    <table data-test="scorecard">
      <thead>
        <tr>
          ${["week","fired","kept","undone"].map(e=>o`<th scope="col">${s.say(e)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${r.scorecard.map(e=>o`<tr>
              <td>${e.week}</td>
              <td>${e.fired}</td>
              <td>${e.kept}</td>
              <td>${e.undone}</td>
            </tr>`)}
      </tbody>
    </table>
  </div>`:d}var k=w`
  :host {
    display: block;
    color: var(--primary-text-color, #1c1c1c);
    font-family: var(--ha-font-family-body, Roboto, system-ui, sans-serif);
    line-height: 1.5;
  }
  h1 {
    font-size: 1.5rem;
    margin: 0 0 8px;
    line-height: 1.25;
  }
  h2 {
    font-size: 1.1rem;
    margin: 0 0 8px;
    line-height: 1.3;
  }
  .card {
    background: var(--card-background-color, #fff);
    border: 1px solid var(--divider-color, #e0e0e0);
    border-radius: var(--ha-card-border-radius, 12px);
    padding: 16px;
    margin: 0 0 16px;
    overflow-wrap: anywhere;
  }
  ul.plain {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }
  .soft {
    color: var(--secondary-text-color, #595959);
  }
  button,
  .button {
    font: inherit;
    min-height: 40px;
    padding: 0 16px;
    border-radius: 20px;
    border: 1px solid var(--primary-text-color, #1c1c1c);
    background: transparent;
    color: inherit;
    cursor: pointer;
    text-decoration: none;
    display: inline-flex;
    align-items: center;
  }
  button.primary {
    background: var(--primary-text-color, #1c1c1c);
    border-color: var(--primary-text-color, #1c1c1c);
    color: var(--card-background-color, #fff);
    font-weight: 500;
  }
  button:disabled {
    opacity: 0.6;
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--primary-color, #0288d1);
    outline-offset: 2px;
  }
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    background: var(--card-background-color, #fff);
    border: 1px solid var(--secondary-text-color, #595959);
    border-radius: 8px;
    min-height: 40px;
    padding: 0 8px;
    box-sizing: border-box;
    max-width: 100%;
  }
  input[type="checkbox"] {
    min-height: 20px;
    width: 20px;
    height: 20px;
  }
  label {
    display: inline-flex;
    flex-direction: column;
    gap: 4px;
  }
  label.tick {
    flex-direction: row;
    align-items: center;
    min-height: 40px;
    gap: 8px;
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
  }
  pre {
    overflow: auto;
    background: var(--primary-background-color, #fafafa);
    padding: 12px;
    border-radius: 8px;
    margin: 8px 0 0;
    font-size: 0.85rem;
    white-space: pre;
    overflow-wrap: normal;
  }
  summary {
    cursor: pointer;
    min-height: 40px;
    display: flex;
    align-items: center;
  }
  summary::before {
    content: "▸" / "";
    margin-inline-end: 8px;
  }
  details[open] > summary::before {
    content: "▾" / "";
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: start;
    padding: 4px 8px 4px 0;
    vertical-align: top;
  }
  .scroll {
    overflow-x: auto;
  }
  .alert {
    border-inline-start: 4px solid var(--error-color, #b00020);
    padding: 8px 12px;
    margin: 0 0 16px;
    background: var(--card-background-color, #fff);
  }
  .mind {
    border-inline-start: 4px solid var(--warning-color, #a15c00);
    padding: 4px 12px;
    margin: 8px 0;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    margin: 12px 0;
  }
  .figures div {
    display: flex;
    flex-direction: column-reverse;
  }
  .figures dd {
    margin: 0;
    font-size: 1.4rem;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;var Fe={menu:"Men\xFC \xF6ffnen",admin_only:"Nur Administratoren sehen Vorschl\xE4ge, denn sie verraten, wer wann was tut.",tab_suggestions:"Vorschl\xE4ge",tab_ask:"Fragen",tab_active:"Aktiv",tab_health:"Zustand",retry:"Noch einmal",loading:"Wird geladen \u2026",room:"Bereich",kind:"Art",state:"Stand",all:"Alle",look:"Ansehen",bring_back:"Zur\xFCckholen",more:"Mehr zeigen",found:"{count} gefunden",proof:"{right} von {fired} {parts}",saves:"spart {count} Handgriffe pro Woche",kwh:"{count} kWh pro Woche",money:"{count} {currency} pro Woche",warnings:"Zu beachten",empty_new:"Im Moment gibt es keine Vorschl\xE4ge.",empty_other:"Hier ist nichts.",empty_days:"{days} Tage wurden gelesen. Mehr Tage helfen: nach zwei Wochen unterscheiden sich Werktage und Wochenenden.",empty_near:"{count} Gewohnheiten waren nah dran. Unter Zustand steht, was fehlte.",analyze:"Jetzt auswerten",cancel:"Abbrechen",running:"Eine Auswertung l\xE4uft",back:"Zur\xFCck",evidence:"Was geschehen w\xE4re",strip_label:"{days} Tage: {right}-mal richtig, {wrong} unerw\xFCnscht, {noop} ohne Wirkung, {missed} verpasst",strip_hint:"Fahr \xFCber die Zeichen, oder nimm die Pfeiltasten.",day:"Tag",time:"Zeit",what:"Was",who:"Wer",away:"niemand da",right:"Richtig",wrong:"Unerw\xFCnscht",noop:"Ohne Wirkung",missed:"Verpasst",saved:"Gespart pro Woche",verdict_right:"richtig: du hast es von Hand getan",verdict_wrong:"unerw\xFCnscht",verdict_noop:"ohne Wirkung",verdict_missed:"verpasst: du hast es von Hand getan",change:"\xC4ndern",at:"Uhrzeit",offset:"Minuten zur Sonne",wait:"Wartezeit in Minuten",weekdays:"Tage",conditions:"Nur wenn (abw\xE4hlen, um es wegzulassen)",save:"\xC4nderungen behalten",discard:"Verwerfen",yaml:"Als YAML",editor:"Im Editor \xF6ffnen",accept:"Einschalten",accept_anyway:"Trotzdem einschalten",watch:"7 Tage beobachten",test:"Ausprobieren",test_anyway:"Trotzdem ausprobieren",stop_test:"Beenden und zur\xFCckstellen",testing:"Wird ausprobiert: schau hin",test_ok:"Es ging, und alles ist wieder wie zuvor.",test_bad:"Nicht alles ist geschehen.",not_restored:"Nicht zur\xFCckgestellt: {names}",later:"Jetzt nicht",dismiss:"Ablehnen",dismiss_reason:"Warum? (wenn du magst)",leave_alone:"K\xFCnftig in Ruhe lassen",leave_nothing:"Nichts",leave_entity:"Seine Ger\xE4te",leave_area:"Seinen Bereich",undo:"Zur\xFCcknehmen",pause:"Anhalten",go_on:"Weitermachen",watching:"Beobachtet bis {until}; nichts wird bewegt.",verdict:"Beobachtet: richtig {right} von {moved}, unerw\xFCnscht {wrong}.",week:"Woche",fired:"Gelaufen",kept:"Behalten",undone:"Zur\xFCckgenommen",since:"Eingeschaltet seit {at}",versions:"Fr\xFChere Fassungen",version:"Fassung {version}, bis {until}",difference:"Was sich \xE4ndert",ask_label:"Was soll in deinem Zuhause geschehen?",ask_hint:"Zum Beispiel: Flurlicht an, wenn im Dunkeln die Haust\xFCr aufgeht",ask_send:"Fragen",ask_wait:"Einen Moment \u2026",answer:"Antwort",active_empty:"Noch ist nichts eingeschaltet.",runs:"Letzte L\xE4ufe",started:"Beginn",seconds:"Sekunden",suggestions:"Vorschl\xE4ge",tokens:"Tokens",history:"Verlauf",history_days:"{days} Tage wurden gelesen.",history_more:"Zwei Wochen trennen Werktage von Wochenenden; mehr Wochen machen Seltenes sicher.",history_none:"Noch wurde nichts gelesen.",causes:"Von allem, was sich \xE4nderte, lie\xDF sich bei {share} % sagen, ob Mensch, Automation oder anderes es tat.",near:"Nah dran, aber nicht sicher genug",quiet:"Bereiche ohne Vorschlag",no_room:"In keinem Bereich",sensors:"Sensoren, die helfen k\xF6nnten",none:"Keine",model:"Sprachmodell",model_none:"Keines: nichts verl\xE4sst dieses Zuhause.",model_used:"{month} Tokens in diesem Monat; h\xF6chstens {cap_day} am Tag und {cap_month} im Monat.",model_cost:"Das kostete {cost} {currency}.",payloads:"Was dem Sprachmodell gesendet wurde",status_new:"Neu",status_watching:"Beobachtet",status_deployed:"Eingeschaltet",status_paused:"Angehalten",status_undone:"Zur\xFCckgenommen",status_removed:"Von Ihnen gel\xF6scht",status_snoozed:"Verschoben",status_dismissed:"Abgelehnt",status_withdrawn:"Zur\xFCckgezogen",kind_clock:"Uhrzeit",kind_sun:"Sonne",kind_follow:"Eins nach dem anderen",kind_presence:"Kommen und Gehen",kind_left_on:"Angelassen",kind_threshold:"Zahlen",kind_bundle:"Mehreres zugleich",parts_nights:"N\xE4chten",parts_mornings:"Morgen",parts_afternoons:"Nachmittagen",parts_evenings:"Abenden",parts_days:"Tagen",parts_times:"Malen",run_running:"L\xE4uft",run_completed:"Fertig",run_nothing_found:"Nichts gefunden",run_skipped:"Ausgelassen",run_failed:"Fehlgeschlagen",run_cancelled:"Abgebrochen",run_interrupted:"Unterbrochen"};var V={menu:"Open the menu",admin_only:"Only administrators can see suggestions, because they tell who does what when.",tab_suggestions:"Suggestions",tab_ask:"Ask",tab_active:"Active",tab_health:"Health",retry:"Try again",loading:"Loading \u2026",room:"Room",kind:"Kind",state:"State",all:"All",look:"Look at it",bring_back:"Bring back",more:"Show more",found:"{count} found",proof:"{right} of {fired} {parts}",saves:"spares you {count} times a week",kwh:"{count} kWh a week",money:"{count} {currency} a week",warnings:"Mind this",empty_new:"Nothing is suggested at the moment.",empty_other:"There is nothing here.",empty_days:"{days} days of history were read. More days help: weekdays and weekends tell apart after two weeks.",empty_near:"{count} habits were close. Health shows what they lacked.",analyze:"Analyze now",cancel:"Cancel",running:"An analysis is running",back:"Back",evidence:"What would have happened",strip_label:"{days} days: {right} times right, {wrong} unwanted, {noop} without effect, {missed} missed",strip_hint:"Move over the marks, or use the arrow keys.",day:"Day",time:"Time",what:"What",who:"Who",away:"nobody home",right:"Right",wrong:"Unwanted",noop:"Without effect",missed:"Missed",saved:"Saved a week",verdict_right:"right: you did it by hand",verdict_wrong:"unwanted",verdict_noop:"without effect",verdict_missed:"missed: you did it by hand",change:"Change it",at:"Time",offset:"Minutes from the sun",wait:"Wait in minutes",weekdays:"Days",conditions:"Only if (untick to leave out)",save:"Save these changes",discard:"Discard",yaml:"As YAML",editor:"Open in the editor",accept:"Switch on",accept_anyway:"Switch on all the same",watch:"Watch for 7 days",test:"Test",test_anyway:"Test all the same",stop_test:"Stop and put back",testing:"Testing: look at the devices",test_ok:"It worked, and everything was put back.",test_bad:"Not everything happened.",not_restored:"Could not be put back: {names}",later:"Not now",dismiss:"Dismiss",dismiss_reason:"Why? (if you like)",leave_alone:"Leave alone from now on",leave_nothing:"Nothing",leave_entity:"Its things",leave_area:"Its room",undo:"Take it out",pause:"Pause",go_on:"Go on",watching:"Watched until {until}; nothing is moved.",verdict:"Watched: right {right} of {moved}, unwanted {wrong}.",week:"Week",fired:"Ran",kept:"Kept",undone:"Taken back",since:"On since {at}",versions:"Earlier versions",version:"Version {version}, until {until}",difference:"What changes",ask_label:"What should happen in your home?",ask_hint:"For example: hall light on when the front door opens after dark",ask_send:"Ask",ask_wait:"One moment \u2026",answer:"Answer",active_empty:"Nothing is switched on yet.",runs:"Last runs",started:"Started",seconds:"Seconds",suggestions:"Suggestions",tokens:"Tokens",history:"History",history_days:"{days} days were read.",history_more:"Two weeks tell weekdays from weekends; more weeks make rarer habits sure.",history_none:"Nothing was read yet.",causes:"Of what changed, {share} % could be attributed to a person, an automation or another cause.",near:"Close, but not sure enough",quiet:"Rooms without a suggestion",no_room:"In no room",sensors:"Sensors that might help",none:"None",model:"Language model",model_none:"None: nothing leaves this home.",model_used:"{month} tokens this month; at most {cap_day} a day and {cap_month} a month.",model_cost:"It cost {cost} {currency}.",payloads:"What was sent to the language model",status_new:"New",status_watching:"Watched",status_deployed:"Switched on",status_paused:"Paused",status_undone:"Taken out",status_removed:"Deleted by you",status_snoozed:"Put off",status_dismissed:"Dismissed",status_withdrawn:"Withdrawn",kind_clock:"Time of day",kind_sun:"Sun",kind_follow:"One thing after another",kind_presence:"Coming and going",kind_left_on:"Left on",kind_threshold:"Numbers",kind_bundle:"Several things at once",parts_nights:"nights",parts_mornings:"mornings",parts_afternoons:"afternoons",parts_evenings:"evenings",parts_days:"days",parts_times:"times",run_running:"Running",run_completed:"Done",run_nothing_found:"Nothing found",run_skipped:"Skipped",run_failed:"Failed",run_cancelled:"Cancelled",run_interrupted:"Interrupted"};var Ge={menu:"Abrir el men\xFA",admin_only:"Solo los administradores ven las sugerencias, porque dicen qui\xE9n hace qu\xE9 y cu\xE1ndo.",tab_suggestions:"Sugerencias",tab_ask:"Pedir",tab_active:"Activas",tab_health:"Estado",retry:"Reintentar",loading:"Cargando \u2026",room:"\xC1rea",kind:"Tipo",state:"Situaci\xF3n",all:"Todo",look:"Ver",bring_back:"Recuperar",more:"Ver m\xE1s",found:"{count} encontradas",proof:"{right} de {fired} {parts}",saves:"ahorra {count} gestos por semana",kwh:"{count} kWh por semana",money:"{count} {currency} por semana",warnings:"A tener en cuenta",empty_new:"Ahora no hay sugerencias.",empty_other:"Aqu\xED no hay nada.",empty_days:"Se leyeron {days} d\xEDas. M\xE1s d\xEDas ayudan: dos semanas distinguen los laborables de los fines de semana.",empty_near:"{count} costumbres estuvieron cerca. El estado dice qu\xE9 les falt\xF3.",analyze:"Analizar ahora",cancel:"Cancelar",running:"Hay un an\xE1lisis en marcha",back:"Volver",evidence:"Lo que habr\xEDa pasado",strip_label:"{days} d\xEDas: {right} veces bien, {wrong} no deseadas, {noop} sin efecto, {missed} perdidas",strip_hint:"Pasa por los signos o usa las flechas.",day:"D\xEDa",time:"Hora",what:"Qu\xE9",who:"Qui\xE9n",away:"nadie en casa",right:"Bien",wrong:"No deseada",noop:"Sin efecto",missed:"Perdida",saved:"Ahorro por semana",verdict_right:"bien: lo hiciste a mano",verdict_wrong:"no deseada",verdict_noop:"sin efecto",verdict_missed:"perdida: lo hiciste a mano",change:"Cambiar",at:"Hora",offset:"Minutos respecto al sol",wait:"Espera en minutos",weekdays:"D\xEDas",conditions:"Solo si (desmarcar para quitar)",save:"Guardar estos cambios",discard:"Descartar",yaml:"Como YAML",editor:"Abrir en el editor",accept:"Activar",accept_anyway:"Activar de todos modos",watch:"Observar 7 d\xEDas",test:"Probar",test_anyway:"Probar de todos modos",stop_test:"Parar y devolver",testing:"Probando: mira los aparatos",test_ok:"Funcion\xF3, y todo volvi\xF3 a su sitio.",test_bad:"No todo ocurri\xF3.",not_restored:"No se pudo devolver: {names}",later:"Ahora no",dismiss:"Rechazar",dismiss_reason:"\xBFPor qu\xE9? (si quieres)",leave_alone:"Dejar en paz desde ahora",leave_nothing:"Nada",leave_entity:"Sus aparatos",leave_area:"Su \xE1rea",undo:"Quitar",pause:"Pausar",go_on:"Seguir",watching:"En observaci\xF3n hasta {until}; no se mueve nada.",verdict:"Observada: bien {right} de {moved}, no deseadas {wrong}.",week:"Semana",fired:"Ejecutada",kept:"Mantenida",undone:"Deshecha",since:"Activa desde {at}",versions:"Versiones anteriores",version:"Versi\xF3n {version}, hasta {until}",difference:"Lo que cambia",ask_label:"\xBFQu\xE9 debe pasar en tu casa?",ask_hint:"Por ejemplo: encender el pasillo cuando se abra la puerta de noche",ask_send:"Pedir",ask_wait:"Un momento \u2026",answer:"Respuesta",active_empty:"Todav\xEDa no hay nada activo.",runs:"\xDAltimos an\xE1lisis",started:"Inicio",seconds:"Segundos",suggestions:"Sugerencias",tokens:"Tokens",history:"Historial",history_days:"Se leyeron {days} d\xEDas.",history_more:"Dos semanas distinguen laborables de fines de semana; m\xE1s semanas aseguran lo poco frecuente.",history_none:"Todav\xEDa no se ley\xF3 nada.",causes:"De lo que cambi\xF3, el {share} % se pudo atribuir a una persona, una automatizaci\xF3n u otra causa.",near:"Cerca, pero no lo bastante seguro",quiet:"\xC1reas sin sugerencia",no_room:"En ning\xFAn \xE1rea",sensors:"Sensores que podr\xEDan ayudar",none:"Ninguno",model:"Modelo de lenguaje",model_none:"Ninguno: nada sale de esta casa.",model_used:"{month} tokens este mes; como mucho {cap_day} al d\xEDa y {cap_month} al mes.",model_cost:"Cost\xF3 {cost} {currency}.",payloads:"Lo que se envi\xF3 al modelo de lenguaje",status_new:"Nueva",status_watching:"En observaci\xF3n",status_deployed:"Activa",status_paused:"Pausada",status_undone:"Quitada",status_removed:"Borrada por ti",status_snoozed:"Aplazada",status_dismissed:"Rechazada",status_withdrawn:"Retirada",kind_clock:"Hora del d\xEDa",kind_sun:"Sol",kind_follow:"Una cosa tras otra",kind_presence:"Llegadas y salidas",kind_left_on:"Dejado encendido",kind_threshold:"N\xFAmeros",kind_bundle:"Varias cosas a la vez",parts_nights:"noches",parts_mornings:"ma\xF1anas",parts_afternoons:"tardes",parts_evenings:"noches",parts_days:"d\xEDas",parts_times:"veces",run_running:"En marcha",run_completed:"Terminado",run_nothing_found:"Nada encontrado",run_skipped:"Omitido",run_failed:"Fallido",run_cancelled:"Cancelado",run_interrupted:"Interrumpido"};var Ze={menu:"Ouvrir le menu",admin_only:"Seuls les administrateurs voient les suggestions, car elles disent qui fait quoi et quand.",tab_suggestions:"Suggestions",tab_ask:"Demander",tab_active:"Actives",tab_health:"\xC9tat",retry:"R\xE9essayer",loading:"Chargement \u2026",room:"Pi\xE8ce",kind:"Genre",state:"Statut",all:"Tout",look:"Regarder",bring_back:"Reprendre",more:"En voir plus",found:"{count} trouv\xE9es",proof:"{right} {parts} sur {fired}",saves:"\xE9pargne {count} gestes par semaine",kwh:"{count} kWh par semaine",money:"{count} {currency} par semaine",warnings:"\xC0 savoir",empty_new:"Rien n'est sugg\xE9r\xE9 pour le moment.",empty_other:"Il n'y a rien ici.",empty_days:"{days} jours ont \xE9t\xE9 lus. Davantage de jours aident : deux semaines distinguent la semaine du week-end.",empty_near:"{count} habitudes \xE9taient proches. L'\xE9tat dit ce qui leur manquait.",analyze:"Analyser maintenant",cancel:"Annuler",running:"Une analyse est en cours",back:"Retour",evidence:"Ce qui se serait pass\xE9",strip_label:"{days} jours : {right} fois juste, {wrong} ind\xE9sirable, {noop} sans effet, {missed} manqu\xE9e",strip_hint:"Passez sur les signes, ou utilisez les fl\xE8ches.",day:"Jour",time:"Heure",what:"Quoi",who:"Qui",away:"personne \xE0 la maison",right:"Juste",wrong:"Ind\xE9sirable",noop:"Sans effet",missed:"Manqu\xE9e",saved:"\xC9pargn\xE9s par semaine",verdict_right:"juste : vous l'avez fait \xE0 la main",verdict_wrong:"ind\xE9sirable",verdict_noop:"sans effet",verdict_missed:"manqu\xE9e : vous l'avez fait \xE0 la main",change:"Modifier",at:"Heure",offset:"Minutes par rapport au soleil",wait:"Attente en minutes",weekdays:"Jours",conditions:"Seulement si (d\xE9cocher pour retirer)",save:"Garder ces changements",discard:"Abandonner",yaml:"En YAML",editor:"Ouvrir dans l'\xE9diteur",accept:"Activer",accept_anyway:"Activer quand m\xEAme",watch:"Observer 7 jours",test:"Essayer",test_anyway:"Essayer quand m\xEAme",stop_test:"Arr\xEAter et remettre",testing:"Essai en cours : regardez les appareils",test_ok:"Cela a march\xE9, et tout a \xE9t\xE9 remis en place.",test_bad:"Tout ne s'est pas produit.",not_restored:"Impossible \xE0 remettre : {names}",later:"Pas maintenant",dismiss:"Refuser",dismiss_reason:"Pourquoi ? (si vous voulez)",leave_alone:"Laisser tranquille d\xE9sormais",leave_nothing:"Rien",leave_entity:"Ses appareils",leave_area:"Sa pi\xE8ce",undo:"Retirer",pause:"Suspendre",go_on:"Continuer",watching:"Observ\xE9e jusqu'au {until} ; rien ne bouge.",verdict:"Observ\xE9e : juste {right} sur {moved}, ind\xE9sirable {wrong}.",week:"Semaine",fired:"Ex\xE9cut\xE9e",kept:"Gard\xE9e",undone:"Annul\xE9e",since:"Active depuis le {at}",versions:"Versions ant\xE9rieures",version:"Version {version}, jusqu'au {until}",difference:"Ce qui change",ask_label:"Que doit-il se passer chez vous ?",ask_hint:"Par exemple : allumer l'entr\xE9e quand la porte s'ouvre la nuit",ask_send:"Demander",ask_wait:"Un instant \u2026",answer:"R\xE9ponse",active_empty:"Rien n'est encore activ\xE9.",runs:"Derni\xE8res analyses",started:"D\xE9but",seconds:"Secondes",suggestions:"Suggestions",tokens:"Jetons",history:"Historique",history_days:"{days} jours ont \xE9t\xE9 lus.",history_more:"Deux semaines distinguent la semaine du week-end ; davantage rend s\xFBres les habitudes rares.",history_none:"Rien n'a encore \xE9t\xE9 lu.",causes:"De ce qui a chang\xE9, {share} % ont pu \xEAtre attribu\xE9s \xE0 une personne, une automatisation ou une autre cause.",near:"Proche, mais pas assez s\xFBr",quiet:"Pi\xE8ces sans suggestion",no_room:"Dans aucune pi\xE8ce",sensors:"Capteurs qui pourraient aider",none:"Aucun",model:"Mod\xE8le de langage",model_none:"Aucun : rien ne quitte la maison.",model_used:"{month} jetons ce mois-ci ; au plus {cap_day} par jour et {cap_month} par mois.",model_cost:"Cela a co\xFBt\xE9 {cost} {currency}.",payloads:"Ce qui a \xE9t\xE9 envoy\xE9 au mod\xE8le de langage",status_new:"Nouvelle",status_watching:"Observ\xE9e",status_deployed:"Active",status_paused:"Suspendue",status_undone:"Retir\xE9e",status_removed:"Supprim\xE9e par vous",status_snoozed:"Remise \xE0 plus tard",status_dismissed:"Refus\xE9e",status_withdrawn:"Abandonn\xE9e",kind_clock:"Heure",kind_sun:"Soleil",kind_follow:"L'un apr\xE8s l'autre",kind_presence:"Arriv\xE9es et d\xE9parts",kind_left_on:"Laiss\xE9 allum\xE9",kind_threshold:"Nombres",kind_bundle:"Plusieurs \xE0 la fois",parts_nights:"nuits",parts_mornings:"matins",parts_afternoons:"apr\xE8s-midi",parts_evenings:"soirs",parts_days:"jours",parts_times:"fois",run_running:"En cours",run_completed:"Termin\xE9e",run_nothing_found:"Rien trouv\xE9",run_skipped:"Pass\xE9e",run_failed:"\xC9chou\xE9e",run_cancelled:"Annul\xE9e",run_interrupted:"Interrompue"};var Ke={menu:"Menu openen",admin_only:"Alleen beheerders zien voorstellen, want die vertellen wie wanneer wat doet.",tab_suggestions:"Voorstellen",tab_ask:"Vragen",tab_active:"Actief",tab_health:"Toestand",retry:"Opnieuw",loading:"Laden \u2026",room:"Ruimte",kind:"Soort",state:"Stand",all:"Alles",look:"Bekijken",bring_back:"Terughalen",more:"Meer tonen",found:"{count} gevonden",proof:"{right} van {fired} {parts}",saves:"bespaart {count} handelingen per week",kwh:"{count} kWh per week",money:"{count} {currency} per week",warnings:"Let op",empty_new:"Er is nu niets voor te stellen.",empty_other:"Hier is niets.",empty_days:"Er zijn {days} dagen gelezen. Meer dagen helpen: na twee weken verschillen werkdagen en weekends.",empty_near:"{count} gewoonten waren dichtbij. Bij toestand staat wat ontbrak.",analyze:"Nu analyseren",cancel:"Annuleren",running:"Er loopt een analyse",back:"Terug",evidence:"Wat er gebeurd zou zijn",strip_label:"{days} dagen: {right} keer goed, {wrong} ongewenst, {noop} zonder effect, {missed} gemist",strip_hint:"Ga over de tekens, of gebruik de pijltjes.",day:"Dag",time:"Tijd",what:"Wat",who:"Wie",away:"niemand thuis",right:"Goed",wrong:"Ongewenst",noop:"Zonder effect",missed:"Gemist",saved:"Bespaard per week",verdict_right:"goed: je deed het met de hand",verdict_wrong:"ongewenst",verdict_noop:"zonder effect",verdict_missed:"gemist: je deed het met de hand",change:"Wijzigen",at:"Tijd",offset:"Minuten ten opzichte van de zon",wait:"Wachttijd in minuten",weekdays:"Dagen",conditions:"Alleen als (uitvinken om weg te laten)",save:"Wijzigingen bewaren",discard:"Verwerpen",yaml:"Als YAML",editor:"In de editor openen",accept:"Inschakelen",accept_anyway:"Toch inschakelen",watch:"7 dagen volgen",test:"Uitproberen",test_anyway:"Toch uitproberen",stop_test:"Stoppen en terugzetten",testing:"Wordt uitgeprobeerd: kijk naar de apparaten",test_ok:"Het werkte, en alles staat weer zoals het was.",test_bad:"Niet alles is gebeurd.",not_restored:"Niet teruggezet: {names}",later:"Nu niet",dismiss:"Afwijzen",dismiss_reason:"Waarom? (als je wilt)",leave_alone:"Voortaan met rust laten",leave_nothing:"Niets",leave_entity:"De apparaten",leave_area:"De ruimte",undo:"Terugdraaien",pause:"Pauzeren",go_on:"Doorgaan",watching:"Gevolgd tot {until}; er wordt niets bewogen.",verdict:"Gevolgd: goed {right} van {moved}, ongewenst {wrong}.",week:"Week",fired:"Uitgevoerd",kept:"Gehouden",undone:"Teruggedraaid",since:"Aan sinds {at}",versions:"Eerdere versies",version:"Versie {version}, tot {until}",difference:"Wat er verandert",ask_label:"Wat moet er in je huis gebeuren?",ask_hint:"Bijvoorbeeld: ganglicht aan als de voordeur in het donker opengaat",ask_send:"Vragen",ask_wait:"Een ogenblik \u2026",answer:"Antwoord",active_empty:"Er is nog niets ingeschakeld.",runs:"Laatste analyses",started:"Begin",seconds:"Seconden",suggestions:"Voorstellen",tokens:"Tokens",history:"Geschiedenis",history_days:"Er zijn {days} dagen gelezen.",history_more:"Twee weken scheiden werkdagen van weekends; meer weken maken zeldzame gewoonten zeker.",history_none:"Er is nog niets gelezen.",causes:"Van wat veranderde kon {share} % worden toegeschreven aan een mens, een automatisering of iets anders.",near:"Dichtbij, maar niet zeker genoeg",quiet:"Ruimtes zonder voorstel",no_room:"In geen ruimte",sensors:"Sensoren die kunnen helpen",none:"Geen",model:"Taalmodel",model_none:"Geen: niets verlaat dit huis.",model_used:"{month} tokens deze maand; hoogstens {cap_day} per dag en {cap_month} per maand.",model_cost:"Dat kostte {cost} {currency}.",payloads:"Wat naar het taalmodel is gestuurd",status_new:"Nieuw",status_watching:"Gevolgd",status_deployed:"Ingeschakeld",status_paused:"Gepauzeerd",status_undone:"Teruggedraaid",status_removed:"Door jou verwijderd",status_snoozed:"Uitgesteld",status_dismissed:"Afgewezen",status_withdrawn:"Ingetrokken",kind_clock:"Tijdstip",kind_sun:"Zon",kind_follow:"Het een na het ander",kind_presence:"Komen en gaan",kind_left_on:"Aan gelaten",kind_threshold:"Getallen",kind_bundle:"Meerdere tegelijk",parts_nights:"nachten",parts_mornings:"ochtenden",parts_afternoons:"middagen",parts_evenings:"avonden",parts_days:"dagen",parts_times:"keer",run_running:"Loopt",run_completed:"Klaar",run_nothing_found:"Niets gevonden",run_skipped:"Overgeslagen",run_failed:"Mislukt",run_cancelled:"Geannuleerd",run_interrupted:"Onderbroken"};var yt={en:V,de:Fe,fr:Ze,es:Ge,nl:Ke};function X(r){let s=r.locale?.language??r.language??"en",e=yt[s.split("-")[0]]??V,t=(n,a={})=>n.replace(/\{(\w+)\}/g,(i,l)=>String(a[l]??""));return{language:s,say:(n,a)=>t(e[n]??V[n],a),name:(n,a)=>e[`${n}_${a}`]??V[`${n}_${a}`]??a,date:n=>new Intl.DateTimeFormat(s,{weekday:"short",day:"numeric",month:"short",timeZone:"UTC"}).format(new Date(`${n}T00:00:00Z`)),moment:n=>`${n.slice(0,10)} ${n.slice(11,16)}`}}var v=class extends b{constructor(){super(...arguments);this.changed=0;this.failed=null}static{this.styles=[k]}get words(){return X(this.hass)}async load(){}willUpdate(e){e.has("changed")&&this.attempt(()=>this.load())}async attempt(e){try{return await e(),this.failed=null,!0}catch(t){return this.failed=await ce(this.hass,t),!1}}alert(){return this.failed===null?d:o`<div class="alert" role="alert">
      <p>${this.failed}</p>
      <button @click=${()=>this.attempt(()=>this.load())}>${this.words.say("retry")}</button>
    </div>`}};c([f({attribute:!1})],v.prototype,"hass",2),c([f({type:Number})],v.prototype,"changed",2),c([p()],v.prototype,"failed",2);function A(r){window.location.hash=`#/${r}`}var ee=class extends v{constructor(){super(...arguments);this.cards=null}async load(){let e=await y(this.hass,"suggestions",{status:["deployed","paused"],limit:200});this.cards=e.suggestions}act(e,t){this.attempt(async()=>{await y(this.hass,e,{suggestion_id:t.id}),await this.load()})}render(){let{cards:e,words:t}=this;return e===null?o`${this.alert()}<p>${t.say("loading")}</p>`:e.length?o`${this.alert()}
      <ul class="plain">
        ${e.map(n=>o`<li class="card" data-test="card">${this.card(n)}</li>`)}
      </ul>`:o`${this.alert()}<div class="card">${t.say("active_empty")}</div>`}card(e){let{words:t}=this,n=e.status==="paused";return o`
      <h2>${e.title}</h2>
      <p class="soft">
        ${t.name("status",e.status)}${e.deployed?o` · ${t.say("since",{at:t.moment(e.deployed.at)})}`:d}
      </p>
      ${e.reason?o`<p class="mind">${e.reason}</p>`:d} ${he(e,t)}
      <div class="row">
        <button class="primary" data-test="open" aria-label=${`${t.say("look")}: ${e.title}`} @click=${()=>A(`suggestion/${e.id}`)}>
          ${t.say("look")}
        </button>
        <button data-test=${n?"go-on":"pause"} @click=${()=>this.act(n?"restore":"pause",e)}>
          ${t.say(n?"go_on":"pause")}
        </button>
        <button data-test="undo" @click=${()=>this.act("undo",e)}>${t.say("undo")}</button>
      </div>
    `}};c([p()],ee.prototype,"cards",2),ee=c([_("ai-automation-active")],ee);var D=class extends v{constructor(){super(...arguments);this.answer=null;this.busy=!1}async send(e){if(!e.trim())return;let t=this.answer?.conversation_id;this.busy=!0,await this.attempt(async()=>{this.answer=await y(this.hass,"ask",{text:e,...t&&{conversation_id:t}})}),this.busy=!1}render(){let{words:e}=this,t=n=>{n.preventDefault();let a=new FormData(n.target);this.send(String(a.get("text")??""))};return o`
      ${this.alert()}
      <form class="card" @submit=${t}>
        <label style="width: 100%"
          >${e.say("ask_label")}
          <textarea name="text" rows="3" maxlength="1000" data-test="ask-text" style="width: 100%" aria-describedby="hint"></textarea>
        </label>
        <p id="hint" class="soft">${e.say("ask_hint")}</p>
        <button class="primary" data-test="ask-send" ?disabled=${this.busy}>${e.say("ask_send")}</button>
      </form>
      <div aria-live="polite" data-test="ask-answer">
        ${this.busy?o`<p>${e.say("ask_wait")}</p>`:this.answer?this.answered(this.answer):d}
      </div>
    `}answered(e){let{words:t}=this;return o`<section class="card">
      <h2>${t.say("answer")}</h2>
      ${e.reason||e.message?o`<p>${e.reason??e.message}</p>`:d}
      ${e.question?o`<p>${e.question}</p>`:d}
      <div class="row">
        ${(e.choices??[]).map(n=>o`<button data-test="choice" @click=${()=>this.send(n)}>${n}</button>`)}
      </div>
      ${(e.suggestions??[]).map(n=>o`<p>${n.title}</p>
          <button class="primary" data-test="open" @click=${()=>A(`suggestion/${n.id}`)}>${t.say("look")}</button>`)}
    </section>`}};c([p()],D.prototype,"answer",2),c([p()],D.prototype,"busy",2),D=c([_("ai-automation-ask")],D);var j=class extends v{constructor(){super(...arguments);this.progress=null;this.health=null;this.payloads=null}async load(){this.health=await y(this.hass,"health")}willUpdate(e){e.has("progress")&&this.progress===null&&!e.has("changed")&&this.attempt(()=>this.load()),super.willUpdate(e)}render(){let{health:e,words:t}=this;if(e===null)return o`${this.alert()}<p>${t.say("loading")}</p>`;let n=this.progress??e.progress,a=this.progress!==null||e.running;return o`
      ${this.alert()}
      <section class="card">
        <h2>${t.say("tab_health")}</h2>
        ${a?o`<label
                >${t.say("running")}
                <progress data-test="progress" max="100" .value=${n??0}></progress
              ></label>
              <button data-test="cancel" @click=${()=>this.attempt(()=>y(this.hass,"cancel"))}>
                ${t.say("cancel")}
              </button>`:o`<button
              class="primary"
              data-test="analyze"
              @click=${()=>this.attempt(()=>y(this.hass,"analyze"))}
            >
              ${t.say("analyze")}
            </button>`}
      </section>
      <section class="card">
        <h2>${t.say("history")}</h2>
        <p>
          ${e.days?t.say("history_days",{days:e.days}):t.say("history_none")}
          ${t.say("history_more")}
        </p>
        ${this.causes(e)}
        <h3>${t.say("near")}</h3>
        ${this.facts(e.near_misses)}
        <h3>${t.say("quiet")}</h3>
        ${this.facts(e.quiet)}
        <h3>${t.say("sensors")}</h3>
        ${this.facts(e.missing_sensors)}
      </section>
      <section class="card">
        <h2>${t.say("runs")}</h2>
        <div class="scroll" tabindex="0" role="group" aria-label=${t.say("runs")}>
          <table data-test="runs">
            <thead>
              <tr>
                ${["started","state","seconds","suggestions","tokens"].map(i=>o`<th scope="col">${t.say(i)}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${e.runs.map(i=>this.run(i))}
            </tbody>
          </table>
        </div>
      </section>
      ${this.model(e)}
    `}run(e){let{words:t}=this,n=Object.values(e.stages).reduce((a,i)=>a+i,0);return o`<tr>
      <td>${t.moment(e.started)}</td>
      <td>${t.name("run",e.status)}${e.detail?o`<br /><span class="soft">${e.detail}</span>`:d}</td>
      <td>
        <details>
          <summary>${n.toFixed(1)}</summary>
          ${Object.entries(e.stages).map(([a,i])=>o`<div>${a}: ${i.toFixed(1)}</div>`)}
        </details>
      </td>
      <td>${e.suggestions}</td>
      <td>${e.tokens}</td>
    </tr>`}causes(e){let t=Object.values(e.causes).reduce((a,i)=>a+i,0);if(!t)return d;let n=t-(e.causes.unknown??0);return o`<p>${this.words.say("causes",{share:Math.round(100*n/t)})}</p>`}facts(e){return e.length?o`<ul>
      ${e.map(t=>{let n=t.title??(t.area===void 0?null:t.area??this.words.say("no_room"));return o`<li>${n===null?d:o`<strong>${n}</strong><br />`}${t.message}</li>`})}
    </ul>`:o`<p class="soft">${this.words.say("none")}</p>`}model(e){let{words:t}=this,n=e.tokens,a=i=>{i.target.open&&this.attempt(async()=>{this.payloads=JSON.stringify(await y(this.hass,"get_payloads",{limit:20}),null,2)})};return o`<section class="card">
      <h2>${t.say("model")}</h2>
      ${n?o`<p>
              ${t.say("model_used",{month:n.month.toLocaleString(t.language),cap_day:n.cap_day.toLocaleString(t.language),cap_month:n.cap_month.toLocaleString(t.language)})}
              ${n.cost===null?d:t.say("model_cost",{cost:n.cost,currency:n.currency})}
            </p>
            <details @toggle=${a}>
              <summary>${t.say("payloads")}</summary>
              <pre tabindex="0">${this.payloads??t.say("loading")}</pre>
            </details>`:o`<p>${t.say("model_none")}</p>`}
    </section>`}};c([f({type:Number})],j.prototype,"progress",2),c([p()],j.prototype,"health",2),c([p()],j.prototype,"payloads",2),j=c([_("ai-automation-health")],j);var se=18,te=78,Je=10,ft=180,ue=18,_t=["right","wrong","noop","missed"],M=class extends b{constructor(){super(...arguments);this.chosen=-1;this.width=600;this.observer=new ResizeObserver(([e])=>{this.width=Math.max(ft,Math.floor(e.contentRect.width)-te-Je)})}connectedCallback(){super.connectedCallback(),this.observer.observe(this)}disconnectedCallback(){super.disconnectedCallback(),this.observer.disconnect()}get marks(){return this.strip.days.flatMap((e,t)=>e.marks.map(n=>({day:t,mark:n})))}render(){let{strip:e,words:t}=this,n=this.marks,a=u=>n.filter(m=>m.mark.verdict===u).length,i=t.say("strip_label",{days:e.days.length,right:a("right"),wrong:a("wrong"),noop:a("noop"),missed:a("missed")}),l=te+this.width,h=ue+e.days.length*se+4;return o`
      <div class="legend">
        ${_t.map(u=>o`<span
              ><svg viewBox="-8 -8 16 16" aria-hidden="true">${Qe(u,0,0)}</svg>
              ${t.say(u)}</span
            >`)}
      </div>
      <div
        class="scroll"
        data-test="strip"
        tabindex="0"
        role="group"
        aria-label=${`${i} ${t.say("strip_hint")}`}
        @keydown=${this.onKey}
      >
        <svg width=${l+Je} height=${h} aria-hidden="true">
          ${[0,6,12,18,24].map(u=>x`
              <line class="grid" x1=${this.x(u*60)} x2=${this.x(u*60)} y1=${ue-4} y2=${h} />
              <text x=${this.x(u*60)} y="10" text-anchor="middle">${u}</text>`)}
          ${e.days.map((u,m)=>x`
              ${u.away?x`<rect class="away" x=${te} width=${this.width} y=${ue+m*se} height=${se} />`:d}
              <text x="0" y=${R(m)+4}>${t.date(u.date)}</text>
              <line class="grid" x1=${te} x2=${l} y1=${R(m)} y2=${R(m)} />`)}
          ${n.map(({day:u,mark:m},g)=>this.mark(u,m,g))}
        </svg>
      </div>
      <p class="tip" aria-live="polite" data-test="tip">
        ${this.chosen>=0&&n[this.chosen]?this.told(n[this.chosen]):t.say("strip_hint")}
      </p>
      <div class="hidden"><table>
        <caption>
          ${i}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t.say("day")}</th>
            <th scope="col">${t.say("time")}</th>
            <th scope="col">${t.say("what")}</th>
            <th scope="col">${t.say("who")}</th>
          </tr>
        </thead>
        <tbody>
          ${n.map(({day:u,mark:m})=>o`<tr>
                <td>${t.date(e.days[u].date)}</td>
                <td>${m.at.slice(11,16)}</td>
                <td>${t.name("verdict",m.verdict)}</td>
                <td>${m.by??""}</td>
              </tr>`)}
        </tbody>
      </table></div>
    `}x(e){return te+e/1440*this.width}mark(e,t,n){let a=this.x(t.minute);return x`
      <g @pointerenter=${()=>this.chosen=n} @click=${()=>this.chosen=n}>
        ${t.acted===null?d:x`<line class="act" x1=${a} x2=${this.x(t.acted)} y1=${R(e)} y2=${R(e)} />`}
        ${Qe(t.verdict,a,R(e))}
        ${this.chosen===n?x`<circle class="chosen" cx=${a} cy=${R(e)} r="8" />`:d}
        <rect x=${a-8} y=${R(e)-8} width="16" height="16" fill="transparent" />
      </g>`}told({day:e,mark:t}){let{words:n,strip:a}=this,i=t.by?` (${t.by})`:"",l=t.at.slice(11,16);return`${n.date(a.days[e].date)}, ${l}: ${n.name("verdict",t.verdict)}${i}`}onKey(e){let t={ArrowRight:1,ArrowDown:1,ArrowLeft:-1,ArrowUp:-1}[e.key],n=this.marks.length;!t||!n||(e.preventDefault(),this.chosen=(this.chosen+t+n)%n)}};M.styles=[k,w`
      svg {
        display: block;
      }
      text {
        fill: var(--primary-text-color, #1c1c1c);
        font-size: 11px;
      }
      .grid {
        stroke: var(--divider-color, #e0e0e0);
        stroke-width: 1;
      }
      .away {
        fill: var(--divider-color, #e0e0e0);
        opacity: 0.5;
      }
      .act {
        stroke: var(--secondary-text-color, #595959);
        stroke-width: 1.5;
      }
      .right {
        fill: var(--success-color, #1b7f3b);
        stroke: none;
      }
      .wrong {
        stroke: var(--error-color, #b00020);
        stroke-width: 2.5;
        fill: none;
      }
      .noop {
        stroke: var(--secondary-text-color, #595959);
        stroke-width: 1.5;
        fill: none;
      }
      .missed {
        stroke: var(--warning-color, #a15c00);
        stroke-width: 2;
        fill: none;
      }
      .chosen {
        stroke: var(--primary-color, #0288d1);
        stroke-width: 2;
        fill: none;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        margin: 4px 0;
      }
      .legend svg {
        display: inline-block;
        width: 16px;
        height: 16px;
        vertical-align: -3px;
      }
      .tip {
        min-height: 1.5em;
        margin: 4px 0 0;
      }
    `],c([f({attribute:!1})],M.prototype,"strip",2),c([f({attribute:!1})],M.prototype,"words",2),c([p()],M.prototype,"chosen",2),c([p()],M.prototype,"width",2),M=c([_("ai-automation-strip")],M);function R(r){return ue+r*se+se/2}function Qe(r,s,e){switch(r){case"right":return x`<circle class="right" cx=${s} cy=${e} r="5" />`;case"wrong":return x`<path class="wrong" d="M${s-5} ${e-5}l10 10m0-10l-10 10" />`;case"noop":return x`<circle class="noop" cx=${s} cy=${e} r="3" />`;case"missed":return x`<rect class="missed" x=${s-4.5} y=${e-4.5} width="9" height="9" />`}}var Ye=[0,1,2,3,4,5,6],N=class extends b{constructor(){super(...arguments);this.changes={}}render(){let{parameters:e,changes:t,words:n}=this,a=t.weekdays??e.weekdays??Ye,i=t.drop_conditions??[];return o`
      <div class="row fields">
        ${e.at===null?d:o`<label
              >${n.say("at")}
              <input
                type="time"
                required
                data-test="time-input"
                .value=${t.at??e.at}
                @input=${l=>this.set("at",l.target.value)}
            /></label>`}
        ${e.offset===null?d:o`<label
              >${n.say("offset")}
              <input
                type="number"
                step="5"
                min="-720"
                max="720"
                data-test="offset-input"
                .value=${String(t.offset??e.offset)}
                @input=${l=>this.number("offset",l,1)}
            /></label>`}
        ${e.for===null?d:o`<label
              >${n.say("wait")}
              <input
                type="number"
                step="1"
                min="0"
                max="1440"
                data-test="wait-input"
                .value=${String((t.for??e.for)/60)}
                @input=${l=>this.number("for",l,60)}
            /></label>`}
      </div>
      <fieldset>
        <legend>${n.say("weekdays")}</legend>
        <div class="row">
          ${Ye.map(l=>o`<label class="tick"
                ><input
                  type="checkbox"
                  data-test=${`day-${l}`}
                  .checked=${a.includes(l)}
                  @change=${h=>this.day(a,l,h.target.checked)}
                />${this.dayName(l)}</label
              >`)}
        </div>
      </fieldset>
      ${e.conditions.length?o`<fieldset>
            <legend>${n.say("conditions")}</legend>
            ${e.conditions.map(({index:l,text:h})=>o`<label class="tick"
                  ><input
                    type="checkbox"
                    data-test=${`condition-${l}`}
                    .checked=${!i.includes(l)}
                    @change=${u=>this.drop(i,l,!u.target.checked)}
                  />${h}</label
                >`)}
          </fieldset>`:d}
    `}dayName(e){let t=new Date(Date.UTC(2024,0,1+e));return new Intl.DateTimeFormat(this.words.language,{weekday:"short",timeZone:"UTC"}).format(t)}number(e,t,n){let a=t.target.valueAsNumber;Number.isFinite(a)&&this.set(e,Math.round(a*n))}day(e,t,n){this.set("weekdays",n?[...e,t].sort():e.filter(a=>a!==t))}drop(e,t,n){this.set("drop_conditions",n?[...e,t]:e.filter(a=>a!==t))}set(e,t){if(t==="")return;let n={...this.changes,[e]:t};this.dispatchEvent(new CustomEvent("changes",{detail:n}))}};N.styles=[k,w`
      .fields {
        align-items: flex-end;
        margin-bottom: 12px;
      }
      legend {
        padding: 0;
      }
    `],c([f({attribute:!1})],N.prototype,"parameters",2),c([f({attribute:!1})],N.prototype,"changes",2),c([f({attribute:!1})],N.prototype,"words",2),N=c([_("ai-automation-edit")],N);var vt=150,Ae=["new","snoozed","watching"],bt=["conflicts","remarks_lost","test_needs_confirm"],$t=["right","wrong","noop","missed"],$=class extends v{constructor(){super(...arguments);this.suggestionId="";this.one=null;this.changes={};this.replayed=null;this.tested=null;this.testing=!1;this.dismissing=!1;this.busy=!1;this.confirm=null;this.timer=0;this.latest=0}async load(){this.one=await y(this.hass,"suggestion",{suggestion_id:this.suggestionId})}willUpdate(e){e.has("suggestionId")&&(this.one=null,this.reset(),e.has("changed")||this.attempt(()=>this.load())),super.willUpdate(e)}reset(){this.changes={},this.replayed=this.confirm=this.tested=null,this.dismissing=!1}change(e){this.changes=e,window.clearTimeout(this.timer),this.timer=window.setTimeout(()=>{this.replay()},vt)}async replay(){let e=++this.latest;await this.attempt(async()=>{let t=await y(this.hass,"replay",{suggestion_id:this.suggestionId,changes:this.changes});e===this.latest&&(this.replayed=t)})}async act(e,t={}){this.busy=!0,this.confirm=null;try{let n=await y(this.hass,e,{suggestion_id:this.suggestionId,...t});return this.failed=null,e!=="test"&&(this.reset(),await this.load()),n}catch(n){let a=n.translation_key??"",i=await ce(this.hass,n);return bt.includes(a)?this.confirm={verb:e,why:i}:this.failed=i,null}finally{this.busy=!1}}async test(e={}){this.testing=!0,this.tested=null,this.tested=await this.act("test",e),this.testing=!1}render(){let{one:e,words:t}=this;return o`
      <p>
        <button data-test="back" @click=${()=>A("suggestions")}>← ${t.say("back")}</button>
      </p>
      ${this.alert()} ${e===null?o`<p>${t.say("loading")}</p>`:this.whole(e)}
    `}whole(e){let{words:t,replayed:n}=this,a=n?.figures??e.evidence,i=n?.strip??e.strip;return o`
      <section class="card">
        <h1 data-test="title">${n?.title??e.title}</h1>
        <p class="soft" data-test="status">${t.name("status",e.status)}</p>
        <p>${e.description}</p>
        ${e.reason?o`<p class="mind" data-test="reason">${e.reason}</p>`:d}
        ${e.warnings.map(l=>o`<p class="mind">${l}</p>`)} ${this.watched(e)}
        ${e.deployed?o`<p>${t.say("since",{at:t.moment(e.deployed.at)})}</p>`:d}
        ${he(e,t)} ${this.buttons(e)} ${this.confirmation()} ${this.test_answer()}
        ${this.dismissing?this.dismissal():d}
      </section>
      ${i&&a?o`<section class="card">
            <h2>${t.say("evidence")}</h2>
            ${this.figures(a)}
            <ai-automation-strip .strip=${i} .words=${t}></ai-automation-strip>
          </section>`:d}
      ${e.parameters&&Ae.includes(e.status)?this.editing(e):d}
      <section class="card">
        ${e.difference?o`<h2>${t.say("difference")}</h2>
              <pre tabindex="0">${e.difference}</pre>`:d}
        <details>
          <summary>${t.say("yaml")}</summary>
          <pre tabindex="0" data-test="yaml">${n?.yaml??e.yaml}</pre>
        </details>
        ${e.versions.length?o`<details>
              <summary>${t.say("versions")}</summary>
              ${e.versions.map(l=>o`<h3>
                      ${t.say("version",{version:l.version,until:t.moment(l.until)})}
                      ${l.replaced_by??""}
                    </h3>
                    <pre tabindex="0">${JSON.stringify(l.automation,null,2)}</pre>`)}
            </details>`:d}
        ${e.deployed&&e.automation_id?o`<p>
              <a class="button" data-test="editor" href=${`/config/automation/edit/${e.automation_id}`}
                >${t.say("editor")}</a
              >
            </p>`:d}
      </section>
    `}figures(e){let{words:t}=this;return o`<dl class="figures" aria-live="polite" data-test="figures">
      ${$t.map(n=>o`<div>
            <dt>${t.say(n)}</dt>
            <dd data-test=${`figure-${n}`}>${e[n]}</dd>
          </div>`)}
      <div>
        <dt>${t.say("saved")}</dt>
        <dd>${e.saved_per_week.toLocaleString(t.language)}</dd>
      </div>
    </dl>`}watched(e){let{words:t}=this;if(!e.watch)return d;let n=e.watch.verdict;return o`<p class="mind" data-test="watch-state">
      ${n?t.say("verdict",{right:n.right,moved:n.right+n.wrong,wrong:n.wrong}):t.say("watching",{until:t.moment(e.watch.until)})}
    </p>`}buttons(e){let{words:t,busy:n}=this,a=(h,u,m,g=!1)=>o`<button class=${g?"primary":""} data-test=${h} ?disabled=${n} @click=${m}>
        ${u}
      </button>`,i=e.status==="deployed",l=e.status==="paused";return o`<div class="row actions">
      ${Ae.includes(e.status)?o`
            ${a("accept",t.say("accept"),()=>this.act("accept",{mode:"act"}),!0)}
            ${e.status==="watching"||!e.watchable?d:a("watch",t.say("watch"),()=>this.act("accept",{mode:"watch",days:7}))}
            ${a("later",t.say("later"),()=>this.act("snooze",{days:7}))}
            ${a("dismiss",t.say("dismiss"),()=>this.dismissing=!this.dismissing)}
          `:d}
      ${i?a("pause",t.say("pause"),()=>this.act("pause")):d}
      ${l?a("go-on",t.say("go_on"),()=>this.act("restore"),!0):d}
      ${i||l?a("undo",t.say("undo"),()=>this.act("undo")):d}
      ${Ae.includes(e.status)||i||l?this.testing?o`<span role="status">${t.say("testing")}</span>
              <button data-test="stop-test" @click=${()=>this.attempt(()=>y(this.hass,"stop_test"))}>
                ${t.say("stop_test")}
              </button>`:a("test",t.say("test"),()=>this.test()):a("restore",t.say("bring_back"),()=>this.act("restore"),!0)}
    </div>`}confirmation(){let{confirm:e,words:t}=this;if(!e)return d;let n=()=>e.verb==="test"?this.test({confirm:!0}):this.act("accept",{confirm:!0});return o`<div class="alert" role="alert">
      <p>${e.why}</p>
      <button data-test="confirm" @click=${n}>
        ${t.say(e.verb==="test"?"test_anyway":"accept_anyway")}
      </button>
    </div>`}test_answer(){let{tested:e,words:t}=this;return e?o`<div role="status" data-test="tested">
      <p>${t.say(e.ok?"test_ok":"test_bad")} ${e.error??""}</p>
      <ul>
        ${e.steps.map(n=>o`<li>${n.name??n.entity_id??n.action}: ${n.before??"\u2013"} → ${n.after??"\u2013"}</li>`)}
      </ul>
      ${e.not_restored.length?o`<p>${t.say("not_restored",{names:e.not_restored.join(", ")})}</p>`:d}
    </div>`:d}dismissal(){let{words:e}=this;return o`<form class="row" @submit=${n=>{n.preventDefault();let a=new FormData(n.target),i=String(a.get("reason")??"");this.act("dismiss",{exclude:a.get("exclude"),...i&&{reason:i}})}}>
      <label>${e.say("dismiss_reason")} <input name="reason" data-test="dismiss-reason" /></label>
      <label
        >${e.say("leave_alone")}
        <select name="exclude">
          ${["nothing","entity","area"].map(n=>o`<option value=${n}>${e.say(`leave_${n}`)}</option>`)}
        </select></label
      >
      <button class="primary" data-test="dismiss-send">${e.say("dismiss")}</button>
    </form>`}editing(e){let{words:t,changes:n}=this,a=Object.keys(n).length>0;return o`<section class="card">
      <h2>${t.say("change")}</h2>
      <ai-automation-edit
        .parameters=${e.parameters}
        .changes=${n}
        .words=${t}
        @changes=${i=>this.change(i.detail)}
      ></ai-automation-edit>
      <div class="row actions">
        <button data-test="save" ?disabled=${!a||this.busy} @click=${()=>this.act("edit",{changes:n})}>
          ${t.say("save")}
        </button>
        <button data-test="discard" ?disabled=${!a} @click=${()=>this.reset()}>${t.say("discard")}</button>
      </div>
    </section>`}};$.styles=[k,w`
      .actions {
        margin-top: 16px;
      }
      form {
        margin-top: 12px;
      }
    `],c([f()],$.prototype,"suggestionId",2),c([p()],$.prototype,"one",2),c([p()],$.prototype,"changes",2),c([p()],$.prototype,"replayed",2),c([p()],$.prototype,"tested",2),c([p()],$.prototype,"testing",2),c([p()],$.prototype,"dismissing",2),c([p()],$.prototype,"busy",2),c([p()],$.prototype,"confirm",2),$=c([_("ai-automation-suggestion")],$);var Ee=50,wt=200,kt=["clock","sun","follow","presence","left_on","threshold","bundle"],Ve={new:["new"],watching:["watching"],snoozed:["snoozed"],dismissed:["dismissed"],withdrawn:["withdrawn","undone","removed"]},E=class extends v{constructor(){super(...arguments);this.cards=null;this.total=0;this.room="";this.kind="";this.shown="new";this.health=null}async load(){let e=Math.max(Ee,this.cards?.length??0);for(await this.read(0,e);this.cards!==null&&this.cards.length<Math.min(e,this.total);)await this.read(this.cards.length,e-this.cards.length)}async read(e,t){let n=await y(this.hass,"suggestions",{status:Ve[this.shown],...this.room&&{area_id:this.room},...this.kind&&{kind:this.kind},limit:Math.min(t,wt),offset:e});this.total=n.total,this.cards=e?[...this.cards??[],...n.suggestions]:n.suggestions,n.total||(this.health=await y(this.hass,"health"))}choose(e,t){this[e]=t.target.value,this.attempt(()=>this.read(0,Ee))}render(){let{words:e,cards:t}=this,n=Object.values(this.hass.areas??{});return o`
      ${this.alert()}
      <div class="row filters">
        <label
          >${e.say("room")}
          <select data-test="filter-room" @change=${a=>this.choose("room",a)}>
            <option value="">${e.say("all")}</option>
            ${n.map(a=>o`<option value=${a.area_id}>${a.name}</option>`)}
          </select></label
        >
        <label
          >${e.say("kind")}
          <select data-test="filter-kind" @change=${a=>this.choose("kind",a)}>
            <option value="">${e.say("all")}</option>
            ${kt.map(a=>o`<option value=${a}>${e.name("kind",a)}</option>`)}
          </select></label
        >
        <label
          >${e.say("state")}
          <select data-test="filter-state" @change=${a=>this.choose("shown",a)}>
            ${Object.keys(Ve).map(a=>o`<option value=${a} ?selected=${a===this.shown}>
                  ${e.name("status",a)}
                </option>`)}
          </select></label
        >
      </div>
      ${t===null?o`<p>${e.say("loading")}</p>`:t.length?this.list(t):this.empty()}
    `}list(e){let{words:t}=this;return o`
      <p class="soft" aria-live="polite">${t.say("found",{count:this.total})}</p>
      <ul class="plain cards">
        ${e.map(n=>o`<li>${this.card(n)}</li>`)}
      </ul>
      ${e.length<this.total?o`<p>
            <button data-test="more" @click=${()=>this.attempt(()=>this.read(e.length,Ee))}>
              ${t.say("more")}
            </button>
          </p>`:d}
    `}card(e){let{words:t}=this,n=e.area_id?this.hass.areas?.[e.area_id]?.name:null,a=["snoozed","dismissed","withdrawn","undone","removed"].includes(e.status);return o`<div class="card" data-test="card">
      <h2>${e.title}</h2>
      ${n?o`<div class="soft">${n}</div>`:d}
      ${e.proof?o`<div class="proof">
            ${t.say("proof",{right:e.proof.right,fired:e.proof.fired,parts:t.name("parts",e.proof.parts)})}
          </div>`:d}
      <div class="soft grow">${this.saves(e).join(" \xB7 ")}</div>
      ${e.warnings.length?o`<div class="mind">${t.say("warnings")}: ${e.warnings.length}</div>`:d}
      ${e.reason?o`<div class="soft">${e.reason}</div>`:d}
      <div class="row">
        <button
          class="primary"
          data-test="open"
          aria-label=${`${t.say("look")}: ${e.title}`}
          @click=${()=>A(`suggestion/${e.id}`)}
        >
          ${t.say("look")}
        </button>
        ${a?o`<button
              data-test="restore"
              @click=${()=>this.attempt(async()=>{await y(this.hass,"restore",{suggestion_id:e.id}),await this.load()})}
            >
              ${t.say("bring_back")}
            </button>`:d}
      </div>
    </div>`}saves(e){let{words:t}=this,n=i=>i.toLocaleString(t.language,{maximumFractionDigits:1}),a=[];if(e.saved_per_week&&a.push(t.say("saves",{count:n(e.saved_per_week)})),e.kwh_per_week&&a.push(t.say("kwh",{count:n(e.kwh_per_week)})),e.money_per_week&&e.currency){let i=e.money_per_week.toLocaleString(t.language,{maximumFractionDigits:2});a.push(t.say("money",{count:i,currency:e.currency}))}return a}empty(){let{words:e,health:t}=this,n=this.shown==="new";return o`<div class="card" data-test="empty">
      <p>${e.say(n?"empty_new":"empty_other")}</p>
      ${n&&t?.runs[0]?.detail?o`<p>${t.runs[0].detail}</p>`:d}
      ${n&&t?.days?o`<p>${e.say("empty_days",{days:t.days})}</p>`:d}
      ${n&&t?.near_misses.length?o`<p>${e.say("empty_near",{count:t.near_misses.length})}</p>`:d}
      ${n?o`<button class="primary" data-test="analyze" @click=${()=>this.attempt(()=>y(this.hass,"analyze"))}>
            ${e.say("analyze")}
          </button>`:d}
    </div>`}};E.styles=[k,w`
      .filters {
        margin-bottom: 16px;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
        gap: 16px;
      }
      .cards > li > .card {
        margin: 0;
        height: 100%;
        box-sizing: border-box;
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      .proof {
        font-weight: 500;
      }
      .grow {
        flex: 1;
      }
    `],c([p()],E.prototype,"cards",2),c([p()],E.prototype,"total",2),c([p()],E.prototype,"room",2),c([p()],E.prototype,"kind",2),c([p()],E.prototype,"shown",2),c([p()],E.prototype,"health",2),E=c([_("ai-automation-suggestions")],E);var I=["suggestions","ask","active","health"],xt=300,S=class extends b{constructor(){super(...arguments);this.narrow=!1;this.place="suggestions";this.changed=0;this.progress=null;this.stop=null;this.timer=0;this.follow=()=>{this.place=window.location.hash.replace(/^#\/?/,"")||"suggestions"}}connectedCallback(){super.connectedCallback(),window.addEventListener("hashchange",this.follow),window.addEventListener("location-changed",this.follow),this.follow()}disconnectedCallback(){super.disconnectedCallback(),window.removeEventListener("hashchange",this.follow),window.removeEventListener("location-changed",this.follow),this.stop?.(),this.stop=null}firstUpdated(){this.hass.user?.is_admin&&Be(this.hass,e=>this.hear(e)).then(e=>this.stop=e,()=>{})}hear(e){if(e.event==="run"){this.progress=e.running?e.progress??0:null;return}window.clearTimeout(this.timer),this.timer=window.setTimeout(()=>this.changed+=1,xt)}move(e){let t={ArrowRight:1,ArrowLeft:-1}[e.key];if(!t)return;let n=I.findIndex(i=>e.target.id===`tab-${i}`),a=I[(n+t+I.length)%I.length];A(a),this.renderRoot.querySelector(`#tab-${a}`)?.focus()}get tab(){return I.find(e=>this.place.startsWith(e))??"suggestions"}render(){let e=X(this.hass),t=()=>this.dispatchEvent(new CustomEvent("hass-toggle-menu",{bubbles:!0,composed:!0}));return o`
      <header lang=${e.language}>
        ${this.narrow?o`<button aria-label=${e.say("menu")} data-test="menu" @click=${t}>☰</button>`:d}
        <p class="name">AI Automation</p>
        ${this.hass.user?.is_admin?this.tabs():d}
      </header>
      <main lang=${e.language} id="view" role="main">
        ${this.hass.user?.is_admin?this.view():o`<p data-test="admin-only">${e.say("admin_only")}</p>`}
      </main>
    `}tabs(){let e=X(this.hass);return o`<div role="tablist" aria-label="AI Automation" @keydown=${this.move}>
      ${I.map(t=>o`<button
            role="tab"
            id=${`tab-${t}`}
            data-test=${`tab-${t}`}
            aria-selected=${t===this.tab}
            tabindex=${t===this.tab?0:-1}
            @click=${()=>A(t)}
          >
            ${e.say(`tab_${t}`)}
          </button>`)}
    </div>`}view(){let{hass:e,changed:t,place:n}=this,a=/^suggestion\/([\w-]+)/.exec(n);if(a)return o`<ai-automation-suggestion .hass=${e} .changed=${t} .suggestionId=${a[1]}></ai-automation-suggestion>`;switch(this.tab){case"ask":return o`<ai-automation-ask .hass=${e}></ai-automation-ask>`;case"active":return o`<ai-automation-active .hass=${e} .changed=${t}></ai-automation-active>`;case"health":return o`<ai-automation-health .hass=${e} .changed=${t} .progress=${this.progress}></ai-automation-health>`;default:return o`<ai-automation-suggestions .hass=${e} .changed=${t}></ai-automation-suggestions>`}}};S.styles=[k,w`
      :host {
        min-height: 100vh;
        background: var(--primary-background-color, #fafafa);
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        flex-wrap: wrap;
        padding: 8px 16px 0;
        background: var(--card-background-color, #fff);
        border-bottom: 1px solid var(--divider-color, #e0e0e0);
      }
      .name {
        font-size: 1.25rem;
        margin: 0;
      }
      [role="tablist"] {
        display: flex;
        flex-wrap: wrap;
      }
      [role="tab"] {
        border: 0;
        border-bottom: 3px solid transparent;
        border-radius: 0;
        padding: 0 12px;
        min-height: 48px;
      }
      [role="tab"][aria-selected="true"] {
        border-bottom-color: var(--primary-color, #0288d1);
        font-weight: 500;
      }
      main {
        max-width: 1100px;
        margin: 0 auto;
        padding: 16px;
        box-sizing: border-box;
      }
    `],c([f({attribute:!1})],S.prototype,"hass",2),c([f({type:Boolean})],S.prototype,"narrow",2),c([p()],S.prototype,"place",2),c([p()],S.prototype,"changed",2),c([p()],S.prototype,"progress",2),S=c([_("ai-automation-panel")],S);export{S as Panel};
