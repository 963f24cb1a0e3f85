/** The panels whose code is loaded when one of them is opened: see `OnDemand.tsx`. */
export { BulkPanel } from '../bulk/BulkPanel.tsx';
export { CoveragePanel } from '../CoveragePanel.tsx';
export { CapturesPanel } from './captures/CapturesPanel.tsx';
export { MovePanel } from './moves/MovePanel.tsx';
export { OperationPanel } from './operations/OperationPanel.tsx';
export { PoliciesPanel } from './policies/PoliciesPanel.tsx';
export { PolicyPanel } from './policies/PolicyPanel.tsx';
